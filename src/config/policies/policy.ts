import * as z from "zod";
import type { Severity } from "../../core/severity.ts";
import { asMap, mapAt } from "../../documents/shape.ts";
import { readYaml } from "../../documents/yaml/read.ts";
import { type Expression, readExpression } from "./cel.ts";
import { CelFault } from "./kubernetes-library.ts";

const Named = z.looseObject({ name: z.string(), expression: z.string() });

const Rule = z.looseObject({
  apiGroups: z.array(z.string()).default(["*"]),
  apiVersions: z.array(z.string()).default(["*"]),
  operations: z.array(z.string()).default(["*"]),
  resources: z.array(z.string()).default(["*"]),
  resourceNames: z.array(z.string()).default([]),
  scope: z.string().default("*"),
});

const Selector = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});
export type Selector = z.infer<typeof Selector>;

const Constraints = z.looseObject({
  resourceRules: z.array(Rule).default([]),
  excludeResourceRules: z.array(Rule).default([]),
  namespaceSelector: Selector.optional(),
  objectSelector: Selector.optional(),
});
export type Constraints = z.infer<typeof Constraints>;
export type ResourceRule = z.infer<typeof Rule>;

/** A ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1), as far as objects alone can be judged by it. */
const Document = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.looseObject({
    failurePolicy: z.enum(["Fail", "Ignore"]).default("Fail"),
    paramKind: z.unknown().optional(),
    matchConstraints: Constraints.prefault({}),
    autogen: z
      .looseObject({ podControllers: z.looseObject({ controllers: z.array(z.string()).optional() }).optional() })
      .optional(),
    matchConditions: z.array(Named).default([]),
    variables: z.array(Named).default([]),
    validations: z
      .array(
        z.looseObject({
          expression: z.string(),
          message: z.string().optional(),
          messageExpression: z.string().optional(),
        }),
      )
      .default([]),
  }),
});

/** What is asked of every object that a policy is for. */
export interface Validation {
  readonly text: string;
  readonly holds: Expression;
  readonly message: string;
  readonly messageOf: Expression | undefined;
}

export interface Policy {
  readonly name: string;
  readonly severity: Severity;
  /** Whether an expression that cannot be answered refuses the object. */
  readonly failsClosed: boolean;
  readonly constraints: Constraints;
  /** Kinds whose pods it is for as well, as Kyverno has it for policies that are for pods alone. */
  readonly controllers: ReadonlySet<string>;
  readonly conditions: readonly { readonly name: string; readonly holds: Expression }[];
  readonly variables: readonly { readonly name: string; readonly value: Expression }[];
  readonly validations: readonly Validation[];
}

/** Policies of a file, and what in it is none. */
export interface PolicyFile {
  readonly policies: readonly Policy[];
  readonly problems: readonly string[];
}

const KINDS = new Set(["ValidatingAdmissionPolicy", "ValidatingPolicy"]);

/** Reads the policies of a YAML file: Kubernetes' own, and those of Kyverno that have the same form. */
export function readPolicies(text: string): PolicyFile {
  const { documents, problems } = readYaml(text);
  const policies: Policy[] = [];
  const said = problems.map(({ message, line }) => `line ${line} is not YAML: ${message}`);
  for (const { value } of documents) {
    const kind = asMap(value)?.kind;
    if (typeof kind !== "string" || !KINDS.has(kind)) continue;
    try {
      policies.push(readPolicy(value));
    } catch (fault) {
      if (!(fault instanceof CelFault)) throw fault;
      const { name } = mapAt(value, "metadata");
      said.push(`${typeof name === "string" ? name : "a policy without a name"}: ${fault.message}`);
    }
  }
  return { policies, problems: said };
}

function readPolicy(value: unknown): Policy {
  const read = Document.safeParse(value);
  if (!read.success) throw new CelFault(z.prettifyError(read.error).split("\n")[0] ?? "no policy");
  const { metadata, spec } = read.data;
  if (spec.paramKind !== undefined && spec.paramKind !== null)
    throw new CelFault("it takes parameters from the cluster, which are not there");
  return {
    name: metadata.name,
    severity: severityOf(metadata.annotations),
    failsClosed: spec.failurePolicy === "Fail",
    constraints: spec.matchConstraints,
    controllers: controllersOf(read.data),
    conditions: spec.matchConditions.map(({ name, expression }) => ({ name, holds: readExpression(expression) })),
    variables: spec.variables.map(({ name, expression }) => ({ name, value: readExpression(expression) })),
    validations: spec.validations.map(({ expression, message, messageExpression }) => ({
      text: expression.trim(),
      holds: readExpression(expression),
      message: message?.trim() ?? "",
      messageOf: messageExpression === undefined ? undefined : readExpression(messageExpression),
    })),
  };
}

const CONTROLLERS = ["DaemonSet", "Deployment", "Job", "StatefulSet", "ReplicaSet", "ReplicationController", "CronJob"];

/** Kyverno's `autogen`: a policy that is for all pods is for those too that controllers make. */
function controllersOf({ kind, spec: { matchConstraints, autogen } }: z.infer<typeof Document>): ReadonlySet<string> {
  const { resourceRules, namespaceSelector, objectSelector } = matchConstraints;
  const isForPods =
    kind === "ValidatingPolicy" &&
    namespaceSelector === undefined &&
    objectSelector === undefined &&
    resourceRules.length > 0 &&
    resourceRules.every(
      ({ resources, resourceNames }) => resources.every((one) => one === "pods") && resourceNames.length === 0,
    );
  return new Set(isForPods ? (autogen?.podControllers?.controllers ?? CONTROLLERS) : []);
}

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** As the annotation `waybill.dev/severity` says, or Kyverno's; else medium. */
function severityOf(annotations: Readonly<Record<string, string>>): Severity {
  const said = annotations["waybill.dev/severity"] ?? annotations["policies.kyverno.io/severity"];
  return SEVERITIES.find((one) => one === said) ?? "medium";
}
