import * as z from "zod";

/** A value that YAML may have taken for a number or a truth. */
const Plain = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** One thing that a check demands of what its audits print; https://github.com/aquasecurity/kube-bench/blob/main/docs/controls.md. */
const TestItem = z.object({
  flag: Plain.optional(),
  path: Plain.optional(),
  env: Plain.optional(),
  set: z.boolean().default(true),
  compare: z.object({ op: Plain.default(""), value: Plain.default("") }).prefault({}),
});
export type TestItem = z.infer<typeof TestItem>;

const Tests = z.object({ bin_op: Plain.default("and"), test_items: z.array(TestItem).nullish() });

const Check = z.object({
  id: Plain,
  text: Plain.default(""),
  type: Plain.nullish(),
  audit: Plain.nullish(),
  audit_config: Plain.nullish(),
  audit_env: Plain.nullish(),
  use_multiple_values: z.boolean().default(false),
  tests: Tests.nullish(),
  remediation: Plain.nullish(),
  scored: z.boolean().default(false),
});
export type Check = z.infer<typeof Check>;

const Group = z.object({ id: Plain, type: Plain.nullish(), checks: z.array(z.unknown()).nullish() });

/** One file of a benchmark: the checks of one kind of node. Checks are read one by one, so that none hides another. */
export const Controls = z.object({ type: Plain, groups: z.array(Group).nullish() });
export { Check as CheckSchema };

const Candidates = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .nullish()
  .transform((list) => list ?? []);

/** Where a component may be found: its programs, and its files by what they are for. */
const Component = z
  .object({
    bins: Candidates,
    confs: Candidates,
    svc: Candidates,
    kubeconfig: Candidates,
    cafile: Candidates,
    datadirs: Candidates,
    defaultconf: z.string(),
    defaultsvc: z.string(),
    defaultkubeconfig: z.string(),
    defaultcafile: z.string(),
    defaultdatadir: z.string(),
  })
  .partial();
export type Component = z.infer<typeof Component>;

/** Of config.yaml: a kind of node, with the components that may run there beside the list of their names. */
export const NodeType = z.object({ components: Candidates }).catchall(z.unknown());
export { Component as ComponentSchema };

export const Settings = z.object({ version_mapping: z.record(z.string(), z.string()).nullish() }).catchall(z.unknown());
