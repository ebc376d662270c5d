import type { Place } from "../../core/place.ts";
import type { Lines } from "../../documents/text.ts";
import type { WorkflowFact } from "../facts.ts";
import type { Job } from "../pipeline-reader.ts";

/** How far a call's arguments are looked through. */
const REACH = 600;

/**
 * What the code around the strings says.
 * @param code the source with its comments blanked, so that offsets are the file's own
 */
export function* factsOfCode(
  code: string,
  place: Place,
  lines: Lines,
  { about, trigger }: Job,
): Iterable<WorkflowFact> {
  const at = (offset: number) => ({ ...place, ...lines.position(offset) });
  for (const match of code.matchAll(/@Grab\s*\(([^)]{1,600})\)/g)) {
    const { name, version } = grabbed(match[1] ?? "");
    yield { kind: "grabbed-library", at: at(match.index), ...about, name, version };
  }
  for (const match of code.matchAll(/\bagent\s+any\b/g))
    yield { kind: "runner", at: at(match.index), ...about, labels: ["agent any"], trigger };
  for (const match of code.matchAll(/\binput\b\s*(?=[({]|message\b|id\b|["'])/g)) {
    const args = argumentsAt(code, match.index + match[0].length);
    const text =
      /message\s*:?\s*["']([^"'\n]{0,200})/.exec(args)?.[1] ?? /^["'(]+([^"'\n]{0,200})/.exec(args)?.[1] ?? "";
    const submitter = /\bsubmitter\s*:?\s*["']([^"'\n]{0,200})/.exec(args)?.[1] ?? "";
    const isComputed = submitter === "" && /\bsubmitter\s*:?\s*[\w.]/.test(args);
    if (!isComputed) yield { kind: "approval", at: at(match.index), ...about, text, submitter };
  }
}

/** `group='a', module='b', version='1'`, or `a:b:1`. */
function grabbed(args: string): { name: string; version: string } {
  const named = (key: string) => new RegExp(`\\b${key}\\s*=\\s*["']([^"']+)`).exec(args)?.[1] ?? "";
  const short = /^\s*(?:value\s*=\s*)?["']([^"':]+:[^"':]+):?([^"':]*)/.exec(args);
  if (short !== null) return { name: short[1] ?? "", version: short[2] ?? "" };
  return { name: [named("group"), named("module")].filter((part) => part !== "").join(":"), version: named("version") };
}

/** To the end of the brackets that open here, or of the line where none do. */
function argumentsAt(code: string, from: number): string {
  const rest = code.slice(from, from + REACH);
  if (!/^[({]/.test(rest)) return /^(?:,[ \t]*\n|[^\n])*/.exec(rest)?.[0] ?? "";
  let depth = 0;
  for (let at = 0; at < rest.length; at++) {
    if ("({".includes(rest.charAt(at))) depth++;
    else if (")}".includes(rest.charAt(at)) && --depth === 0) return rest.slice(0, at);
  }
  return rest;
}
