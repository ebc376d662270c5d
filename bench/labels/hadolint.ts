import type { Mirror } from "../mirror.ts";
import type { Label } from "./label.ts";

/**
 * hadolint's own specifications: Dockerfiles that a rule catches, and those that it does not. What is written without FROM is
 * taken as a part of one.
 */
export function* hadolintLabels(mirror: Mirror, rules: ReadonlySet<string>): Iterable<Label> {
  for (const rule of rules) {
    const path = `test/Hadolint/Rule/${rule}Spec.hs`;
    for (const [index, part] of mirror
      .read(path)
      .split(/^ +it /m)
      .slice(1)
      .entries()) {
      if (part.includes("let ?config")) continue; // settings of its own
      const [, title = ""] = TEXT.exec(part) ?? [];
      for (const [at, { fails, dockerfile }] of casesIn(part, rule).entries()) {
        const where = `${path} ${index + 1}.${at + 1}: ${title}`;
        const text = /^\s*FROM\b/im.test(dockerfile) ? dockerfile : `FROM debian:13\n${dockerfile}`;
        yield { rule: `hadolint ${rule}`, where, fails, input: { kind: "dockerfile", text: `${text}\n` } };
      }
    }
  }
}

const TEXT = /"((?:[^"\\\n]|\\.)*)"/;

/** One for each call that has its text behind it; else the one call of the case, which has the lines of a list. */
function casesIn(part: string, rule: string): { fails: boolean; dockerfile: string }[] {
  const inline = [...part.matchAll(/\bruleCatches(Not)?\s+"(DL\d+)"\s+"((?:[^"\\\n]|\\.)*)"/g)];
  if (inline.length > 0)
    return inline
      .filter(([, , id]) => id === rule)
      .map(([, not, , text = ""]) => ({ fails: not === undefined, dockerfile: unescaped(text) }));
  const called = [...part.matchAll(/\bruleCatches(Not)? "(DL\d+)"/g)];
  const lines = [...part.matchAll(new RegExp(TEXT, "g"))].map(([, one = ""]) => unescaped(one));
  const dockerfile = lines.slice(1).filter((line) => line !== rule);
  const [call] = called;
  if (called.length !== 1 || call?.[2] !== rule || dockerfile.length === 0) return [];
  return [{ fails: call[1] === undefined, dockerfile: dockerfile.join("\n") }];
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => ({ n: "\n", t: "\t" })[character] ?? character);
}
