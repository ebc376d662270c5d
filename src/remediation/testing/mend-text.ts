import { WaybillError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { subject } from "../../core/subject.ts";
import { applyEdits, Lines } from "../../documents/text.ts";
import type { Tree } from "../edits/tree.ts";
import { FIXERS } from "../plans/fixers.ts";
import { planFixes } from "../plans/plan-fixes.ts";
import type { Resolvers } from "../plans/resolvers.ts";
import { differenceFromExpected } from "../proof/documents.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const PINNED = { commit: COMMIT, digest: `sha256:${"5f".repeat(32)}` };

const RESOLVERS: Resolvers = {
  commitOf: async (_, ref) => ({ commit: COMMIT, version: `${ref}.2.1` }),
  digestOf: async () => PINNED.digest,
};

/** A finding of a rule at a place, and nothing else of interest. */
export function findingAt(
  rule: string,
  path: string,
  line: number,
  column: number,
  more: Partial<Finding> = {},
): Finding {
  return {
    id: `${rule}-${path}`,
    rule,
    room: "workflows",
    title: "",
    severity: "high",
    priority: 50,
    confidence: "proven",
    subject: subject("file", path),
    locations: [{ path, line, column }],
    evidence: [],
    why: "",
    fix: { kind: "advice", summary: "" },
    standards: [],
    aliases: [],
    references: [],
    suppressed: null,
    ...more,
  };
}

/**
 * Mends the place that `▶` marks in a text, as a finding of the rule would point there. Answers the new text after it
 * was found to read as expected; or the reason why it cannot be mended.
 */
export async function mendText(
  rule: string,
  path: string,
  marked: string,
  resolvers = RESOLVERS,
  more: Partial<Finding> = {},
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const text = marked.replace("▶", "");
  const { line, column } = new Lines(text).position(Math.max(0, marked.indexOf("▶")));
  const findings = [findingAt(rule, path, line, column, more)];
  const { planned, unplanned } = await planFixes({
    findings,
    tree: treeOf({ [path]: text, ...others }),
    resolvers,
    fixers: FIXERS,
  });
  const [unable] = unplanned;
  if (unable !== undefined) return `unable: ${unable.reason}`;
  const [only] = planned;
  if (only === undefined) return "no plan";
  const mended = applyEdits(Buffer.from(text), only.plan.edits).toString();
  const difference = differenceFromExpected(text, mended, only.expectations);
  return difference === undefined ? mended : `wrong: ${difference}\n${mended}`;
}

/** A tree that is only read. */
function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    root: "/",
    read: (path) => {
      const text = files[path];
      if (text === undefined) throw new WaybillError("fix/no-file", `${path} is no file.`, "Name one.");
      return Buffer.from(text);
    },
    replace() {
      throw new Error("a plan writes nothing");
    },
  };
}
