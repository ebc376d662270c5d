import { advisories } from "../advisories/index.ts";
import type { Look, Outcome } from "../core/analyzer.ts";
import type { Component, ComponentFact } from "../core/component.ts";
import { Configuration } from "../core/configuration.ts";
import type { Target } from "../core/target.ts";
import { Facts } from "./fact-book.ts";

/**
 * Holds components that somebody keeps word of against the advisory database, as a look at their target would: the same
 * findings come out, under the same ids. Nothing is opened.
 */
export async function judgeComponents(
  target: Target,
  components: readonly Component[],
  dataDirectory: string,
  now: Date,
): Promise<Outcome> {
  const known = advisories.find(({ id }) => id === "advisories/known");
  if (known === undefined) throw new Error("nobody judges components");
  const facts = new Facts();
  facts.add(components.map((component): ComponentFact => ({ kind: "component", at: {}, component })));
  const opened: Look["opened"] = {
    target,
    strata: [],
    facts: [],
    gaps: [],
    leftOut: {},
    identity: "hub",
    close: async () => {},
  };
  const network = { offline: true, request: async () => await Promise.reject(new Error("nothing is asked here")) };
  const configuration = Configuration.parse({});
  return await known.analyze({ opened, facts, configuration, network, dataDirectory, now, explain: false });
}
