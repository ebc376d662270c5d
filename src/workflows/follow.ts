import type { Call, Flow, LinkFact, PastedExpression, Pipeline, Reference, Trigger, WorkflowFact } from "./facts.ts";
import { reachOf } from "./github/triggers.ts";

/** Longest way that a value is followed, and greatest number of places that are visited for one. */
const LONGEST_WAY = 12;
const MOST_PLACES = 500;
const MOST_SOURCES = 20;

/**
 * Ties the files of a tree together: values are followed through outputs, variables and inputs, and what is called gets
 * its callers' triggers. Answers the facts with what was found added to them.
 */
export function followFlows(facts: readonly WorkflowFact[], links: readonly LinkFact[]): WorkflowFact[] {
  const calls = links.filter((link): link is Call => link.kind === "call");
  const pipelines = links.filter((link): link is Pipeline => link.kind === "pipeline");
  const settled = new Settled(pipelines, calls);
  const ways = new Ways(
    links.filter((link): link is Flow => link.kind === "flow"),
    calls,
    settled,
  );
  return facts.map((fact) => withTrigger(withExpressions(fact, ways), settled));
}

function withExpressions(fact: WorkflowFact, ways: Ways): WorkflowFact {
  if (!("follows" in fact) || fact.follows === undefined || fact.follows.length === 0) return fact;
  const found = fact.follows.flatMap((reference) => ways.sourcesOf(reference));
  const known = new Set(fact.follows.flatMap(({ text, node }) => (ways.isKnown(node) ? [text] : [])));
  // An input of a local action whose callers all stand in the tree is no longer "whatever the caller says".
  const kept = (fact.expressions ?? []).filter(({ setBy, text }) => setBy !== "caller" || !known.has(text));
  const expressions = distinct([...kept, ...found.map(({ expression }) => expression)]);
  const worst = found.find(({ trigger }) => trigger.privileged) ?? found.find(({ trigger }) => trigger.outsider);
  const trigger = worst !== undefined && fact.trigger.events.includes("called") ? worst.trigger : fact.trigger;
  return { ...fact, expressions, trigger };
}

function distinct(expressions: readonly PastedExpression[]): PastedExpression[] {
  return [...new Map(expressions.map((one) => [`${one.text} ${one.setBy}`, one])).values()];
}

function withTrigger(fact: WorkflowFact, settled: Settled): WorkflowFact {
  if (!("trigger" in fact) || fact.trigger === undefined) return fact;
  const trigger = settled.triggerOf(fact.at.path ?? "", fact.trigger);
  return trigger === fact.trigger ? fact : { ...fact, trigger, signals: reachOf(trigger) };
}

interface Source {
  readonly expression: PastedExpression;
  readonly trigger: Trigger;
}

/** The ways of values through a tree. */
class Ways {
  readonly #flows: ReadonlyMap<string, readonly Flow[]>;
  readonly #callees: ReadonlyMap<string, string>;
  readonly #called: ReadonlySet<string>;
  readonly #settled: Settled;
  readonly #known = new Map<string, readonly Source[]>();

  constructor(flows: readonly Flow[], calls: readonly Call[], settled: Settled) {
    this.#flows = Map.groupBy(flows, ({ to }) => to);
    this.#callees = new Map(calls.map(({ from, callee }) => [from, callee]));
    this.#called = new Set(calls.map(({ callee }) => callee));
    this.#settled = settled;
  }

  /** An input of an action inside the tree's own `.github`, which only the tree's workflows call. */
  isKnown(node: string): boolean {
    const file = /^(.*)\/inputs\.[^/]+$/.exec(node)?.[1];
    return file?.startsWith(".github/actions/") === true && this.#called.has(file);
  }

  /** What outsiders set a value to, with the places that it came through. */
  sourcesOf({ text, node }: Reference): Source[] {
    const known = this.#known.get(node) ?? this.#search(node);
    this.#known.set(node, known);
    return known.map(({ expression, trigger }) => ({ expression: { ...expression, text }, trigger }));
  }

  #search(node: string): Source[] {
    const found: Source[] = [];
    const seen = new Set([node]);
    const pending: { node: string; through: readonly string[] }[] = [{ node, through: [] }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { through } = next;
      for (const flow of this.#into(next.node)) {
        if (found.length >= MOST_SOURCES) return found;
        const trigger = this.#settled.triggerOf(flow.at.path ?? "", flow.trigger);
        for (const source of flow.sources.filter(({ setBy }) => setBy !== "caller"))
          found.push({ expression: { ...source, through: [source.text, ...through] }, trigger });
        for (const reference of flow.from) {
          if (seen.has(reference.node) || through.length >= LONGEST_WAY || seen.size >= MOST_PLACES) continue;
          seen.add(reference.node);
          pending.push({ node: reference.node, through: [reference.text, ...through] });
        }
      }
    }
    return found;
  }

  /** The flows into a node; those of the file that runs in its place where it has none of its own. */
  #into(node: string): readonly Flow[] {
    const own = this.#flows.get(node);
    if (own !== undefined) return own;
    const [, place = "", output = ""] = /^(.*?)[./]outputs\.([\w-]+)$/.exec(node) ?? [];
    const callee = this.#callees.get(place);
    return callee === undefined ? [] : (this.#flows.get(`${callee}/outputs.${output}`) ?? []);
  }
}

/** Triggers once the whole tree is known: those of callers, and of the workflows whose end starts another. */
class Settled {
  readonly #byName: ReadonlyMap<string, readonly Pipeline[]>;
  readonly #byPath: ReadonlyMap<string, Pipeline>;
  readonly #callers: ReadonlyMap<string, readonly Call[]>;
  readonly #known = new Map<string, Trigger>();

  constructor(pipelines: readonly Pipeline[], calls: readonly Call[]) {
    this.#byName = Map.groupBy(pipelines, ({ name }) => name);
    this.#byPath = new Map(pipelines.map((pipeline) => [pipeline.path, pipeline]));
    this.#callers = Map.groupBy(calls, ({ callee }) => callee);
  }

  triggerOf(path: string, trigger: Trigger): Trigger {
    const key = `${path}\n${JSON.stringify(trigger)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const settled = this.#withCallers(path, this.#withoutIdleRuns(path, trigger));
    this.#known.set(key, settled);
    return settled;
  }

  /** `workflow_run` opens nothing to outsiders when none of the workflows before it does. */
  #withoutIdleRuns(path: string, trigger: Trigger): Trigger {
    const after = this.#byPath.get(path)?.after ?? [];
    if (after.length === 0 || !trigger.opened?.includes("workflow_run")) return trigger;
    const before = after.map((name) => this.#byName.get(name) ?? []);
    const isIdle = before.every((named) => named.length > 0 && named.every((pipeline) => !pipeline.trigger.outsider));
    if (!isIdle) return trigger;
    const opened = trigger.opened.filter((event) => event !== "workflow_run");
    const isPullRequest = trigger.events.some((event) => /^pull_request(?:_review(?:_comment)?)?$/.test(event));
    return { ...trigger, opened, privileged: opened.length > 0, outsider: opened.length > 0 || isPullRequest };
  }

  /** What is called runs under its callers' events, too. */
  #withCallers(path: string, trigger: Trigger): Trigger {
    if (!trigger.events.some((event) => event === "called" || event === "workflow_call")) return trigger;
    const callers = this.#callersOf(path.replace(/\/?action\.ya?ml$/, ""), new Set());
    if (callers.length === 0) return trigger;
    const privileged = callers.filter((caller) => caller.privileged);
    const isGated = privileged.length > 0 && !trigger.privileged && privileged.every(({ gate }) => gate !== undefined);
    const gate = isGated ? privileged[0]?.gate : trigger.gate;
    return {
      events: [...new Set([...trigger.events, ...callers.flatMap(({ events }) => events)])],
      outsider: trigger.outsider || callers.some(({ outsider }) => outsider),
      privileged: trigger.privileged || privileged.length > 0,
      opened: [...new Set([...(trigger.opened ?? []), ...privileged.flatMap(({ opened }) => opened ?? [])])],
      ...(gate === undefined ? {} : { gate }),
    };
  }

  #callersOf(callee: string, seen: Set<string>): Trigger[] {
    if (seen.has(callee) || seen.size > MOST_PLACES) return [];
    seen.add(callee);
    return (this.#callers.get(callee) ?? []).flatMap((call) => {
      const own = this.#withoutIdleRuns(call.file, call.trigger);
      return [own, ...this.#callersOf(call.file, seen)];
    });
  }
}
