import { writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Manifest, manifestsIn } from "../../src/config/kubernetes/manifest.ts";
import { judgeObject } from "../../src/config/policies/judge-object.ts";
import { madePod } from "../../src/config/policies/made-pod.ts";
import { isFor } from "../../src/config/policies/matching.ts";
import { type Policy, readPolicies } from "../../src/config/policies/policy.ts";
import { asMap, asText, mapAt, maps, textMap, texts } from "../../src/documents/shape.ts";
import { readYaml } from "../../src/documents/yaml/read.ts";
import { Mirror } from "../mirror.ts";

/** What Kyverno's own test demands of one of its policies for one object, beside what we say. */
interface Verdict {
  readonly policy: string;
  readonly object: string;
  readonly demanded: "pass" | "fail";
  /** `unanswered` is a named gap in a report, never a pass. */
  readonly said: "pass" | "fail" | "unanswered";
  readonly reason: string;
}

/** Holds our reading of policies in CEL against the labels of Kyverno's published tests. @param mirrors see `Mirror` */
export function judgePolicies(mirrors: string): boolean {
  const mirror = new Mirror(mirrors, "kyverno", "policies");
  const tests = mirror.list(".").filter((path) => /-vpol\/.*\/kyverno-test\.yaml$/.test(path));
  const problems: string[] = [];
  const verdicts = tests.flatMap((path) => verdictsOf(path, mirror, problems));
  const wrong = verdicts.filter(({ demanded, said }) => said !== "unanswered" && said !== demanded);
  writeFileSync(join(import.meta.dirname, "..", "results", "policies.md"), page(mirror.commit, verdicts, problems));
  const equal = verdicts.filter(({ demanded, said }) => said === demanded).length;
  process.stdout.write(`policies: ${equal} of ${verdicts.length} equal, ${wrong.length} otherwise\n`);
  return problems.length === 0;
}

function verdictsOf(path: string, mirror: Mirror, problems: string[]): Verdict[] {
  const test = asMap(readYaml(mirror.read(path)).documents[0]?.value);
  const beside = (name: string) => posix.join(posix.dirname(path), name);
  const policies = texts(test?.["policies"]).flatMap((name) => {
    const read = readPolicies(mirror.read(beside(name)));
    problems.push(...read.problems.map((problem) => `${beside(name)}: ${problem}`));
    return read.policies;
  });
  if (policies.length === 0) return [];
  const objects = texts(test?.["resources"]).flatMap((name) => objectsIn(mirror.read(beside(name)), name));
  return maps(test?.["results"]).flatMap((result) => {
    const { result: demanded, kind } = result;
    const policy = policies.find(({ name }) => name === asText(result["policy"]));
    if (policy === undefined || (demanded !== "pass" && demanded !== "fail")) return [];
    return texts(result["resources"]).flatMap((name) => {
      const found = objects.filter((one) => one.name === name.replace(/^.*\//, "") && one.kind === kind);
      const [object] = found;
      if (found.length !== 1 || object === undefined) return []; // which one is meant is not said
      const where = `${posix.dirname(posix.dirname(path))} ${object.title}`;
      return [{ policy: policy.name, object: where, demanded, ...saidOf(policy, object, objects) } as const];
    });
  });
}

function objectsIn(text: string, name: string): Manifest[] {
  const file = { place: { path: name }, text: () => text };
  return readYaml(text).documents.flatMap((document) => [...manifestsIn(file, document)]);
}

function saidOf(policy: Policy, whole: Manifest, all: readonly Manifest[]): Pick<Verdict, "said" | "reason"> {
  const labelsOf = (name: string) => {
    const found = all.find((one) => one.kind === "Namespace" && one.name === name);
    return found && { ...textMap(mapAt(found.object, "metadata").labels), "kubernetes.io/metadata.name": name };
  };
  const pod = policy.controllers.has(whole.kind) ? madePod(whole) : undefined;
  const object = pod ?? whole;
  const applies = isFor(policy.constraints, object, labelsOf);
  if (applies === undefined) return { said: "unanswered", reason: "only its namespace's labels could tell" };
  if (!applies) return { said: "pass", reason: "not for it" };
  const { refused, unanswered } = judgeObject(policy, object, labelsOf(object.namespace));
  if (refused.length > 0) return { said: "fail", reason: refused[0]?.validation.text ?? "" };
  return unanswered.length > 0 ? { said: "unanswered", reason: unanswered[0] ?? "" } : { said: "pass", reason: "" };
}

function page(commit: string, verdicts: readonly Verdict[], problems: readonly string[]): string {
  const equal = verdicts.filter(({ demanded, said }) => said === demanded).length;
  const count = (demanded: string, said: string) =>
    verdicts.filter((one) => one.demanded === demanded && one.said === said).length;
  const rows = ["pass", "fail"].map(
    (demanded) =>
      `| ${demanded} | ${count(demanded, "pass")} | ${count(demanded, "fail")} | ${count(demanded, "unanswered")} |`,
  );
  const others = verdicts
    .filter(({ demanded, said }) => said !== demanded)
    .map(({ policy, object, demanded, said, reason }) => {
      const shown = reason.replace(/\s+/g, " ").replaceAll("|", "\\|").slice(0, 160);
      return `| ${policy} | ${object} | ${demanded} | ${said} | ${shown} |`;
    });
  return `# Policies in CEL beside Kyverno's own tests

Written by \`npm run bench -- policies --mirrors DIR\` on ${new Date().toISOString().slice(0, 10)}: kyverno/policies ${commit}, every test of a ValidatingPolicy, read where it lies. ${verdicts.length} verdicts that the tests demand, ${equal} of them ours (${((equal / verdicts.length) * 100).toFixed(1)} %); ${problems.length === 0 ? "no policy is unread" : `unread: ${problems.join("; ")}`}.

| demanded | we pass | we refuse | unanswered, a gap |
| --- | --: | --: | --: |
${rows.join("\n")}

What is unanswered asks a registry, a cluster or Kyverno's own functions: in a report it is a gap, and no pass. Otherwise by our word is only what goes by the namespace \`default\`, of an object for which none is written.

## Where they differ

| policy | object | demanded | said | by what |
| --- | --- | --- | --- | --- |
${others.join("\n")}
`;
}
