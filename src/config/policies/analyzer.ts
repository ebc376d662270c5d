import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Analyzer, FactBook } from "../../core/analyzer.ts";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import { judgeFacts } from "../../core/judge.ts";
import { describePlace } from "../../core/place.ts";
import { subject } from "../../core/subject.ts";
import { mapAt, textMap } from "../../documents/shape.ts";
import { chartTree } from "../helm/chart-tree.ts";
import type { ChartFile } from "../helm/facts.ts";
import { chartedFiles, chartManifests } from "../helm/rendered-charts.ts";
import type { KustomizationFile, ManifestFile } from "../kubernetes/facts.ts";
import { type Manifest, manifestsIn } from "../kubernetes/manifest.ts";
import { kustomizationManifests, kustomizedFiles } from "../kustomize/rendered-kustomizations.ts";
import { type ReadFile, treeFiles } from "../kustomize/tree-files.ts";
import type { PolicyAnswer } from "./facts.ts";
import { judgeObject } from "./judge-object.ts";
import { madePod } from "./made-pod.ts";
import { isFor, type NamespaceLabels } from "./matching.ts";
import { type Policy, readPolicies } from "./policy.ts";
import { ownPolicy } from "./rules/own-policy.ts";

const rules = [ownPolicy] as const;

/** Objects of Kubernetes, as written, rendered or running, held against the policies that the user named. */
export const ownPolicies: Analyzer = {
  id: "config/policies",
  room: "config",
  readers: [],
  rules,
  needs: ["config/kubernetes"],
  applies: ({ kind }) => kind === "directory" || kind === "git" || kind === "cluster",
  analyze: ({ facts, configuration, opened }) => {
    const { policies: paths } = configuration.config;
    if (paths.length === 0) return { findings: [], status: "notApplicable" };
    if (opened.root === undefined) {
      const reason = "policies are held against a working tree; this repository has none";
      return { findings: [], gaps: [{ where: opened.target.ref, reason }], status: "unobservable" };
    }
    const { policies, gaps } = namedPolicies(paths);
    const manifests = allManifests(facts, opened.root, gaps);
    const namespaces = labelsIn(manifests);
    const answers = manifests.flatMap((manifest) => answersTo(policies, manifest, namespaces, gaps));
    const judged = judgeFacts("config", rules, answers);
    const examined = { objects: manifests.length, policies: policies.length };
    return { findings: judged.findings, gaps: [...gaps, ...judged.gaps], examined };
  },
};

/** @throws WaybillError for a path that is not there */
function namedPolicies(paths: readonly string[]): { policies: Policy[]; gaps: Gap[] } {
  const gaps: Gap[] = [];
  const policies = paths.flatMap(policyFiles).flatMap((path) => {
    const { policies: read, problems } = readPolicies(readFileSync(path, "utf8"));
    gaps.push(...problems.map((reason) => ({ where: path, reason })));
    return read;
  });
  return { policies, gaps };
}

function policyFiles(path: string): string[] {
  if (!existsSync(path)) {
    throw new WaybillError(
      "configuration/no-policies",
      `There is no ${path}.`,
      "Name a file or folder that exists in config.policies of waybill.yaml.",
    );
  }
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}

/** Every object once: as a chart or kustomization makes it, else as it is written. */
function allManifests(facts: FactBook, root: string, gaps: Gap[]): Manifest[] {
  const read = treeFiles(root);
  const charts = facts.of<ChartFile>("chart-file");
  const kustomizations = facts.of<KustomizationFile>("kustomization-file").map(({ at }) => at.path ?? "");
  const covered = new Set([...chartedFiles(charts), ...kustomizedFiles(kustomizations, read)]);
  const plain = facts.of<ManifestFile>("manifest-file").map(({ at }) => at.path ?? "");
  return [
    ...plain.filter((path) => !covered.has(path)).flatMap((path) => manifestsOfFile(path, read, gaps)),
    ...chartManifests(charts, chartTree(root)),
    ...kustomizationManifests(kustomizations, read),
  ];
}

function manifestsOfFile(path: string, read: ReadFile, gaps: Gap[]): Manifest[] {
  const file = read(path);
  if ("missing" in file) {
    gaps.push({ where: path, reason: `not asked about: ${file.missing}` });
    return [];
  }
  if (file.yaml().problems.length > 0) gaps.push({ where: path, reason: "not YAML: not all of it is asked about" });
  const open = { place: { path }, text: () => file.text };
  return file.yaml().documents.flatMap((document) => [...manifestsIn(open, document)]);
}

function labelsIn(manifests: readonly Manifest[]): NamespaceLabels {
  const known = new Map(
    manifests
      .filter(({ kind }) => kind === "Namespace")
      .map(({ name, object }) => [
        name,
        { ...textMap(mapAt(object, "metadata").labels), "kubernetes.io/metadata.name": name },
      ]),
  );
  return (name) => known.get(name);
}

/** Characters of an object that policies are asked about: what an expression costs grows faster than the object. */
const LARGEST = 512 * 1024;

function answersTo(
  policies: readonly Policy[],
  manifest: Manifest,
  namespaces: NamespaceLabels,
  gaps: Gap[],
): PolicyAnswer[] {
  const about = { at: manifest.at([]), subject: subject("workload", manifest.title) };
  const say = (policy: Policy, reason: string) =>
    gaps.push({ where: describePlace(about.at), reason: `${policy.name} on ${manifest.title}: ${reason}` });
  const pod = madePod(manifest);
  return policies.flatMap((policy) => {
    const meant = pod !== undefined && policy.controllers.has(manifest.kind) ? pod : manifest;
    const applies = isFor(policy.constraints, meant, namespaces);
    if (applies === false) return [];
    if (applies === undefined) {
      say(policy, "only its namespace's labels could tell whether it applies");
      return [];
    }
    if (manifest.source().length > LARGEST) {
      say(policy, "larger than policies are asked about");
      return [];
    }
    const { refused, unanswered } = judgeObject(policy, meant, namespaces(manifest.namespace));
    for (const reason of unanswered) say(policy, reason);
    return refused.map(
      ({ validation, message }): PolicyAnswer => ({
        kind: "policy-answer",
        ...about,
        policy: policy.name,
        severity: policy.severity,
        title: manifest.title,
        expression: validation.text,
        message,
      }),
    );
  });
}
