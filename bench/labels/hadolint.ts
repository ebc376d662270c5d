import type { Mirror } from "../mirror.ts";
import type { Label } from "./label.ts";

/** hadolint's own specifications: Dockerfiles that a rule catches, and those that it does not. */
export function* hadolintLabels(mirror: Mirror, rules: ReadonlySet<string>): Iterable<Label> {
  for (const rule of rules) {
    const path = `test/Hadolint/Rule/${rule}Spec.hs`;
    const text = mirror.read(path);
    for (const [index, part] of text
      .split(/^ {4}it /m)
      .slice(1)
      .entries()) {
      const called = [...part.matchAll(/\bruleCatches(Not)? "(DL\d+)"/g)];
      const [, not, id] = called[0] ?? [];
      const lines = [...part.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map(([, one = ""]) => unescaped(one));
      const [title = "", ...rest] = lines;
      const dockerfile = rest.filter((line) => line !== id);
      if (called.length !== 1 || id !== rule || dockerfile.length === 0) continue; // settings of its own, or several
      if (part.includes("let ?config")) continue;
      const where = `${path} ${index + 1}: ${title}`;
      const input = { kind: "dockerfile", text: `${dockerfile.join("\n")}\n` } as const;
      yield { rule: `hadolint ${rule}`, where, fails: not === undefined, input };
    }
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => ({ n: "\n", t: "\t" })[character] ?? character);
}
