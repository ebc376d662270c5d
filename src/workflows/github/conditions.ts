import type { Condition } from "../facts.ts";
import { type Expression, parseExpression, partsOf } from "./expressions/parse.ts";
import { expressionsIn, pastedInto, type Scope } from "./expressions.ts";

/** What is to be said of a condition as it is written under `if:`. */
export function readCondition(
  text: string,
  scope: Scope,
): Pick<Condition, "text" | "alwaysTrue" | "containsInText" | "botActor"> {
  const inner = expressionsIn(text);
  const alwaysTrue = inner.length > 0 && (inner.length > 1 || !/^\s*\$\{\{[^]*\}\}\s*$/.test(text));
  const parsed = (inner.length > 0 ? inner : [text.trim()]).flatMap((one) => parseExpression(one) ?? []);
  const parts = parsed.flatMap((one) => [...partsOf(one)]);
  const containsInText = parts.flatMap((part) => containsIn(part, scope) ?? [])[0];
  const botActor = parsed.flatMap((one) => botsLetThrough(one))[0];
  return {
    text,
    alwaysTrue,
    ...(containsInText === undefined ? {} : { containsInText }),
    ...(botActor === undefined ? {} : { botActor }),
  };
}

/** `contains('refs/heads/main refs/heads/develop', github.ref)`: any part of the text will do. */
function containsIn(part: Expression, scope: Scope): string | undefined {
  if (part.kind !== "call" || part.name !== "contains") return undefined;
  const [where, what] = part.args;
  if (where?.kind !== "literal" || typeof where.value !== "string" || what?.kind !== "context") return undefined;
  const { expressions } = pastedInto(`\${{ ${what.path} }}`, scope);
  const isNamed = /^github\.(?:ref|ref_name|head_ref|actor|triggering_actor|base_ref)$|\.login$/.test(what.path);
  return expressions.length > 0 || isNamed ? `contains('${where.value}', ${what.path})` : undefined;
}

/** The bot whose being the last actor alone lets a run through: a comparison that is not tied to another by `&&`. */
function botsLetThrough(expression: Expression): string[] {
  if (expression.kind === "or") return [...botsLetThrough(expression.left), ...botsLetThrough(expression.right)];
  if (expression.kind === "and") {
    const both = [...partsOf(expression)];
    // Tied to the author of the pull request, or to its own repository, the name cannot be borrowed.
    const isTied = both.some(
      (part) =>
        part.kind === "context" && /pull_request\.user\.login|head\.repo\.full_name|head_repository/.test(part.path),
    );
    return isTied ? [] : [...botsLetThrough(expression.left), ...botsLetThrough(expression.right)];
  }
  if (expression.kind !== "compare" || expression.operator !== "==") return [];
  const sides = [expression.left, expression.right];
  const isActor = sides.some(
    (side) => side.kind === "context" && /^github\.(?:actor|triggering_actor|event\.sender\.login)$/.test(side.path),
  );
  const bot = sides.find((side) => side.kind === "literal" && /\[bot\]$/i.test(String(side.value)));
  return isActor && bot?.kind === "literal" ? [String(bot.value)] : [];
}

/** The use of all secrets, or of one that is named at run time, in an expression. */
export function wholeSecrets(text: string): string[] {
  if (!/secrets/i.test(text)) return [];
  return expressionsIn(text).filter((expression) => {
    const parsed = parseExpression(expression);
    return (
      parsed !== undefined &&
      [...partsOf(parsed)].some((part) => part.kind === "context" && /^secrets(?:\.\[\])?$/.test(part.path))
    );
  });
}
