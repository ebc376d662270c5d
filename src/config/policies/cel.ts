import { type Environment, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { asMap } from "../../documents/shape.ts";
import { CelFault, kubernetesEnvironment } from "./kubernetes-library.ts";

/** An expression that is ready to be asked. */
export type Expression = (given: Readonly<Record<string, unknown>>) => unknown;

let environment: Environment | undefined;

/**
 * Reads an expression in CEL with Kubernetes' own functions.
 * @throws CelFault when it is none
 */
export function readExpression(text: string): Expression {
  let parsed: ReturnType<Environment["parse"]>;
  try {
    parsed = (environment ??= kubernetesEnvironment()).parse(asServersHaveIt(text));
  } catch (fault) {
    throw asFault(fault);
  }
  return (given) => {
    try {
      return parsed(given);
    } catch (fault) {
      throw asFault(fault);
    }
  };
}

/** A text, or a call that the library answers otherwise than an API server. */
const TEXT_OR_CALL =
  /"""[\s\S]{0,10000}?"""|'''[\s\S]{0,10000}?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\.\s{0,20}(?:matches|orValue)\s{0,20}\(/g;

/**
 * The library's own `matches` has no bound to its time, and its `orValue` wants an optional value before it where Google's
 * library, which API servers have, takes any other value for what it is.
 */
function asServersHaveIt(expression: string): string {
  return expression.replace(TEXT_OR_CALL, (part) => {
    if (!part.startsWith(".")) return part;
    return part.includes("matches") ? ".linearMatches(" : ".asOptional().orValue(";
  });
}

function asFault(fault: unknown): unknown {
  const isKnown = fault instanceof ParseError || fault instanceof EvaluationError || fault instanceof CelFault;
  if (isKnown) return new CelFault(fault instanceof CelFault ? fault.message : fault.summary);
  // The library tells of wrong types by an error of its own of the same name.
  return fault instanceof Error && fault.name === "TypeError" && "summary" in fault
    ? new CelFault(fault.message)
    : fault;
}

/** A value of a manifest as CEL has it: whole numbers are of a type of their own. */
export function celValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  const map = asMap(value);
  if (map === undefined) return value ?? null;
  return Object.fromEntries(Object.entries(map).map(([key, one]) => [key, celValue(one)]));
}
