import type { Component } from "../core/component.ts";
import { subject } from "../core/subject.ts";
import type { Deed } from "../core/work-item.ts";
import type { MatchedAdvisory } from "./facts.ts";
import { ecosystemOf } from "./match/ecosystem.ts";
import { schemeOf } from "./versions/index.ts";

/** One upgrade closes all holes of a component below its version; one rebuilt layer those of all its packages. */
export function deedOf(component: Component, matched: readonly MatchedAdvisory[]): Deed {
  const [first] = component.occurrences;
  const { name, version = "" } = component;
  const about = subject("purl", component.purl);
  if (matched.some(({ malicious }) => malicious)) {
    const from = first?.path === undefined ? "" : ` of ${first.path}`;
    return {
      key: `remove ${component.purl}`,
      action: `Take ${name} ${version} out${from}, it is malware, and replace the credentials it could read`,
      subject: about,
    };
  }
  if (component.distribution !== undefined && first?.layer !== undefined) {
    const layer = first.layer.replace("sha256:", "").slice(0, 12);
    return {
      key: `update ${component.type} in ${first.layer}`,
      action: `Update the ${component.type} packages of layer ${layer}, or stand on a newer base`,
      subject: subject("layer", first.layer),
    };
  }
  const place = first?.path === undefined ? "" : ` in ${first.path}`;
  const target = newestFix(component, matched);
  const action =
    target === undefined
      ? `Replace or shield ${name} ${version}${place}: no fix is named`
      : `Upgrade ${name} ${version} to ${target}${place}`;
  return { key: `upgrade ${component.purl}${place}`, action, subject: about };
}

/** The least version that closes all; undefined as soon as one hole has no fix. */
function newestFix(component: Component, matched: readonly MatchedAdvisory[]): string | undefined {
  const scheme = schemeOf(ecosystemOf(component) ?? "");
  const fixes = matched.map(({ fixedIn }) => fixedIn);
  if (scheme === undefined || fixes.includes("")) return undefined;
  return fixes.sort((a, b) => scheme.compare(b, a) ?? 0)[0];
}
