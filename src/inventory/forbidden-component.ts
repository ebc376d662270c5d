import type { Rule } from "../core/rule.ts";
import type { StandardComponentFact } from "./facts.ts";

/** A component that the declared standard says must not be here. */
export const forbiddenComponent: Rule<StandardComponentFact> = {
  id: "inventory/forbidden-component",
  on: "standard-component",
  title: "Component that the standard forbids",
  severity: "high",
  confidence: "proven",
  why: "The declared standard says that this component must not be in the environment.",
  fix: "Remove the component, or what brings it in; if it is needed after all, change the standard.",
  standards: ["OWASP CICD-SEC-3"],
  examples: [
    {
      given: { purl: "pkg:npm/event-stream@3.3.6", forbidden: ["pkg:npm/event-stream"] },
      verdict: "fail",
    },
    {
      given: {
        purl: "pkg:deb/debian/telnetd@0.17?arch=amd64&distro=debian-12",
        forbidden: ["pkg:deb/debian/telnet*"],
      },
      verdict: "fail",
    },
    {
      given: { purl: "pkg:npm/event-stream@4.0.1", forbidden: ["pkg:npm/event-stream@3.3.6"] },
      verdict: "pass",
    },
    { given: { purl: "pkg:npm/lodash@4.17.21", forbidden: ["pkg:npm/event-stream"] }, verdict: "pass" },
  ],
  judge: ({ purl, forbidden }) => {
    const pattern = forbidden.find((pattern) => matches(pattern, purl));
    if (pattern === undefined) return { kind: "pass" };
    return {
      kind: "fail",
      message: `${purl} is forbidden by the standard`,
      evidence: [{ kind: "match", text: `standard.components.forbid: ${pattern}` }],
    };
  },
};

/**
 * A `*` at the end matches any rest. Without it the pattern names one version, or all of a component when it names
 * none; qualifiers count only where the pattern has some. `@scope` and `%40scope` are the same.
 */
function matches(pattern: string, purl: string): boolean {
  const wanted = decoded(pattern);
  const written = decoded(purl);
  if (wanted.endsWith("*")) return written.startsWith(wanted.slice(0, -1));
  const versioned = decoded(purl.split("?", 1)[0] ?? "");
  const at = versioned.lastIndexOf("@");
  const named = at > versioned.lastIndexOf("/") ? versioned.slice(0, at) : versioned;
  return wanted === written || wanted === versioned || wanted === named;
}

function decoded(purl: string): string {
  return purl.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) => {
    const code = Number.parseInt(escape.slice(1), 16);
    return code < 0x80 ? String.fromCharCode(code) : escape.toUpperCase();
  });
}
