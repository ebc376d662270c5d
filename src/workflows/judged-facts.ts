import type { FactBook } from "../core/analyzer.ts";
import type { Fact } from "../core/fact.ts";
import type { Gap } from "../core/gap.ts";
import { describePlace } from "../core/place.ts";
import type {
  Call,
  Flow,
  IncludedFile,
  LinkFact,
  Pipeline,
  PipelinePart,
  RequirementsFile,
  WorkflowFact,
} from "./facts.ts";
import { followFlows } from "./follow.ts";
import { takenIn } from "./gitlab/parts.ts";
import { openRequirements } from "./requirements/open-requirements.ts";
import { RULES } from "./rules/index.ts";
import { versionComments } from "./version-comments.ts";

const KINDS = [...new Set(RULES.map(({ on }) => on))];
const JUDGED: ReadonlySet<string> = new Set(KINDS);
const LINKS: ReadonlySet<string> = new Set(["flow", "call", "pipeline"]);

export interface JudgedFacts {
  readonly facts: readonly WorkflowFact[];
  readonly gaps: readonly Gap[];
  /** What files tell that a pipeline takes in, for other rooms. */
  readonly taken: readonly Fact[];
}

/** What the readers saw, joined over files: parts are taken in, values followed, pins and lists compared. */
export function judgedFacts(book: FactBook): JudgedFacts {
  const included = takenIn(book.of<IncludedFile>("included-file"), book.of<PipelinePart>("pipeline-part"));
  const parts = included.facts.filter((fact) => fact.kind !== "gap");
  const own = KINDS.flatMap((kind) => book.of<WorkflowFact>(kind));
  const read = [...own, ...parts.filter((fact): fact is WorkflowFact => JUDGED.has(fact.kind))];
  const links = [...book.of<Flow>("flow"), ...book.of<Call>("call"), ...book.of<Pipeline>("pipeline")];
  const linked = parts.filter((fact): fact is LinkFact => LINKS.has(fact.kind));
  const followed = followFlows(read, [...links, ...linked]);
  const open = openRequirements(followed, book.of<RequirementsFile>("requirements-file"));
  const unread = included.facts.filter((fact) => fact.kind === "gap");
  const gaps = [...included.gaps, ...unread].flatMap((gap) =>
    "reason" in gap && typeof gap.reason === "string" ? [{ where: describePlace(gap.at), reason: gap.reason }] : [],
  );
  return { facts: [...followed, ...versionComments(followed), ...open], gaps, taken: parts };
}
