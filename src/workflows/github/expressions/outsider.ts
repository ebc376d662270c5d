import { type Expression, parseExpression, yielded } from "./parse.ts";

/**
 * Whether an account without rights passes a condition: `open` when it may, `approved` when a member must first set a
 * label or the like, `closed` when it cannot.
 */
export type Passage = "open" | "approved" | "closed";

/** A condition as written under `if:`, for a run that an outsider causes by an event. What cannot be known lets pass. */
export function passageOf(condition: string, event: string): Passage {
  const inner = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(condition)?.[1] ?? condition;
  if (inner.includes("${{")) return "open"; // text around an expression is always true
  const expression = parseExpression(inner.trim());
  if (expression === undefined) return "open";
  if (holds(expression, { event, hasApproval: false }) !== false) return "open";
  return holds(expression, { event, hasApproval: true }) !== false ? "approved" : "closed";
}

export function narrower(a: Passage, b: Passage): Passage {
  return ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))] ?? "open";
}

const ORDER: readonly Passage[] = ["open", "approved", "closed"];

interface Run {
  readonly event: string;
  /** A member has put a label on it. */
  readonly hasApproval: boolean;
}

/** True, false, or undefined for what depends on more than is known. */
function holds(expression: Expression, run: Run): boolean | undefined {
  switch (expression.kind) {
    case "literal":
      return Boolean(expression.value);
    case "context":
      return truthOf(expression.path, run);
    case "not": {
      const inner = holds(expression.of, run);
      return inner === undefined ? undefined : !inner;
    }
    case "and":
      return both(holds(expression.left, run), holds(expression.right, run));
    case "or": {
      const negated = both(negate(holds(expression.left, run)), negate(holds(expression.right, run)));
      return negate(negated);
    }
    case "compare":
      return compare(expression.operator, expression.left, expression.right, run);
    case "call":
      return answer(expression.name, expression.args, run);
  }
}

function both(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : undefined;
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function truthOf(path: string, { event }: Run): boolean | undefined {
  if (path === "github.event.pull_request.head.repo.fork") return true;
  if (path === "github.event.pull_request.merged") return false;
  // A context of another event is empty.
  if (/^github\.event\.(?:pull_request|label)(?:\.|$)/.test(path) && !event.startsWith("pull_request"))
    return event === "issues" && path.startsWith("github.event.label") ? undefined : false;
  return undefined;
}

/** What only these events bring is empty in a run of another. */
function isOfAnotherEvent(path: string, { event }: Run): boolean {
  if (path.startsWith("github.event.client_payload.")) return event !== "repository_dispatch";
  if (path.startsWith("github.event.inputs.")) return event !== "workflow_dispatch";
  return path.startsWith("github.event.comment.") && event === "pull_request";
}

const FOREIGN_REPOSITORY =
  /^github\.event\.(?:pull_request\.head|workflow_run\.head)(?:_|\.)repo(?:sitory)?\.(?:full_name|owner\.login|id|url|html_url)$|^github\.event\.pull_request\.head\.user\.login$/;
const OWN_REPOSITORY =
  /^github\.(?:repository|repository_owner|repository_id|event\.repository\.(?:full_name|owner\.login|id|url|html_url)|event\.pull_request\.base\.(?:repo\.(?:full_name|owner\.login|id)|user\.login))$/;
const ASSOCIATION = /^github\.event\.(?:[a-z_]+\.)?author_association$/;
const PERSON =
  /^github\.(?:actor|triggering_actor|event\.sender\.login|event\.(?:comment|issue|pull_request|review)\.user\.login)$/;
const MEMBERS = new Set(["owner", "member", "collaborator"]);

function compare(operator: string, left: Expression, right: Expression, run: Run): boolean | undefined {
  if (operator !== "==" && operator !== "!=") return undefined;
  const equal = equals(left, right, run) ?? equals(right, left, run);
  return operator === "==" ? equal : negate(equal);
}

function equals(side: Expression, other: Expression, run: Run): boolean | undefined {
  if (side.kind === "literal" && other.kind === "literal") return side.value === other.value;
  if (side.kind !== "context") return undefined;
  const { path } = side;
  if (FOREIGN_REPOSITORY.test(path)) {
    const isOwn = other.kind === "literal" || (other.kind === "context" && OWN_REPOSITORY.test(other.path));
    return isOwn ? false : undefined;
  }
  if (other.kind !== "literal") return undefined;
  if (typeof other.value === "boolean") {
    const truth = truthOf(path, run);
    return truth === undefined ? undefined : truth === other.value;
  }
  if (typeof other.value !== "string") return undefined;
  const text = other.value.toLowerCase();
  if (path === "github.event_name") return run.event === text;
  if (text !== "" && isOfAnotherEvent(path, run)) return false;
  // A pull request runs on refs/pull/…, the privileged events on the default branch: never on a tag, or on another branch.
  if (/^github\.ref(?:_name)?$/.test(path) && run.event === "pull_request") return false;
  if (path === "github.ref_type" || path === "github.ref")
    return /^(?:refs\/)?tags?(?:\/|$)/.test(text) ? false : undefined;
  if (path === "github.event.workflow_run.event") return text.startsWith("pull_request") ? undefined : false;
  if (ASSOCIATION.test(path)) return MEMBERS.has(text) ? false : undefined;
  if (path === "github.event.label.name" || (path === "github.event.action" && text === "labeled"))
    return run.hasApproval ? undefined : false;
  // The last to act on a pull request may be a bot though its author is not; only its author's name is fixed.
  if (PERSON.test(path)) return text.endsWith("[bot]") && !path.includes(".user.") ? undefined : false;
  return undefined;
}

function answer(name: string, args: readonly Expression[], run: Run): boolean | undefined {
  if (name === "always" || name === "success") return true;
  const [where, what] = args;
  if (name === "startswith" && where?.kind === "context" && where.path === "github.ref" && what?.kind === "literal") {
    const start = String(what.value);
    if (start.startsWith("refs/tags") || (run.event === "pull_request" && start.startsWith("refs/heads"))) return false;
  }
  if (name !== "contains") return undefined;
  if (where?.kind === "context" && /^github\.event\.(?:pull_request|issue)\.labels(?:\.|$)/.test(where.path))
    return run.hasApproval ? undefined : false;
  const asked = what === undefined ? [] : yielded(what);
  if (asked.length > 0 && asked.every((path) => ASSOCIATION.test(path))) {
    const list = where?.kind === "call" ? where.args[0] : where;
    const text = list?.kind === "literal" ? String(list.value).toLowerCase() : undefined;
    if (text !== undefined && !/none|contributor|first/.test(text)) return false;
  }
  if (what?.kind === "context" && PERSON.test(what.path)) {
    const list = where?.kind === "call" ? where.args[0] : where;
    if (list?.kind === "literal") return false;
  }
  return undefined;
}
