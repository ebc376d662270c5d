import { asText, mapAt } from "../../documents/shape.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { celValue, type Expression } from "./cel.ts";
import { CelFault } from "./kubernetes-library.ts";
import { pluralOf } from "./matching.ts";
import type { Policy, Validation } from "./policy.ts";

/** What a policy says of an object: what it refuses it for, and what could not be answered. */
export interface Answer {
  readonly refused: readonly { readonly validation: Validation; readonly message: string }[];
  readonly unanswered: readonly string[];
}

const PASSED: Answer = { refused: [], unanswered: [] };

/** Judges an object as an API server would when it is created, with nobody known who creates it. */
export function judgeObject(
  policy: Policy,
  manifest: Manifest,
  namespaceLabels: Readonly<Record<string, string>> | undefined,
): Answer {
  const given = givenFor(manifest, namespaceLabels);
  addVariables(policy, given);
  const unanswered: string[] = [];
  /** What an expression says; undefined where it cannot be answered. */
  const ask = (expression: Expression, what: string): unknown => {
    try {
      return expression(given);
    } catch (fault) {
      if (!(fault instanceof CelFault)) throw fault;
      unanswered.push(`${what}: ${fault.message.split("\n")[0] ?? ""}`);
      return undefined;
    }
  };
  for (const { name, holds } of policy.conditions) {
    const applies = ask(holds, `condition ${name}`);
    if (applies === false) return PASSED;
    if (applies !== true) return policy.failsClosed ? { refused: [], unanswered } : PASSED;
  }
  const refused = policy.validations.flatMap((validation) => {
    const before = unanswered.length;
    const holds = ask(validation.holds, validation.text.slice(0, 120));
    if (holds === true || unanswered.length > before) return [];
    const said = validation.messageOf === undefined ? undefined : ask(validation.messageOf, "message");
    const message = (typeof said === "string" ? said : validation.message) || `failed expression: ${validation.text}`;
    return [{ validation, message }];
  });
  return { refused, unanswered: policy.failsClosed ? unanswered : [] };
}

function givenFor(manifest: Manifest, labels: Readonly<Record<string, string>> | undefined): Record<string, unknown> {
  const { object, kind, group, name, namespace } = manifest;
  const version = asText(object.apiVersion).split("/").at(-1) ?? "";
  return {
    object: celValue(object),
    oldObject: null,
    params: null,
    namespaceObject: celValue({ metadata: { name: namespace, labels: labels ?? {} } }),
    request: celValue({
      operation: "CREATE",
      kind: { group, version, kind },
      resource: { group, version, resource: pluralOf(kind) },
      subResource: "",
      name: asText(mapAt(object, "metadata").name) || name,
      namespace,
      dryRun: false,
      userInfo: { username: "", groups: [], uid: "", extra: {} },
    }),
  };
}

/** Variables may stand on those before them, and one that has no value is no matter until it is asked for. */
function addVariables({ variables }: Policy, given: Record<string, unknown>): void {
  const values = {};
  given["variables"] = values;
  for (const { name, value } of variables) {
    let known: { readonly value: unknown } | undefined;
    Object.defineProperty(values, name, {
      enumerable: true,
      get: () => (known ??= { value: value(given) }).value,
    });
  }
}
