import { type GapFact, gapAt, type OpenFile, type WholeReader } from "../../../core/reader.ts";
import { subject } from "../../../core/subject.ts";
import { readYamlDocuments } from "../../../documents/yaml/read.ts";
import { holdsStatements, renderedPath, UNRENDERED } from "../../template.ts";
import { commandsIn, isUnit } from "../../unit-commands.ts";
import { manifestsIn } from "../manifest.ts";
import { componentIn, factsOfCommand, flagsOf } from "./component-command.ts";
import { etcdVariables } from "./etcd-variables.ts";
import type { ComponentFact, KubeletFile } from "./facts.ts";
import { commandsOfPod } from "./pod-commands.ts";
import { commandsOfKubeadm, factsOfKubelet } from "./settings-files.ts";

/**
 * Reads how the cluster's own components are set: pods that run them, systemd units that start them,
 * KubeletConfiguration, and kubeadm's configuration.
 */
export const componentReader: WholeReader<ComponentFact | KubeletFile> = {
  id: "config/kubernetes/components",
  version: 2,
  limit: 8 * 1024 * 1024,
  wants: ({ path, type }) => type === "file" && (isManifest(path) || isUnit(renderedPath(path) ?? path)) && isOwn(path),
  declines: (head) => (MENTION.test(head.toString("utf8")) ? undefined : []),
  read: function* (file) {
    if (!MENTION.test(file.text())) return;
    if (renderedPath(file.path) !== undefined || holdsStatements(file.text())) yield* unrendered(file);
    else if (isUnit(file.path)) yield* factsOfUnit(file);
    else yield* factsOfManifests(file);
  },
};

const MENTION =
  /kube-?(?:apiserver|controller-manager|scheduler)\b|kubelet\b|etcd\b|KubeletConfiguration|(?:Cluster|Init|Join)Configuration|KubeadmConfig|KubeadmControlPlane/;

/** What a document must hold to be parsed for it: one of the kinds, or a program's name where a command begins. */
const OURS =
  /\bkind["']?\s*:\s*["']?(?:KubeletConfiguration|(?:Cluster|Init|Join)Configuration|KubeadmConfig(?:Template)?|KubeadmControlPlane(?:Template)?)\b|(?:^\s*(?:-\s+)?|[[,"']\s*|\bexec\s+)["']?(?:[\w./-]{0,200}\/)?(?:hyperkube|kube-(?:apiserver|controller-manager|scheduler)|kubelet|etcd)(?=["'\s,\]])/m;

function isOurs(text: string): boolean {
  return /\bapiVersion["']?\s*:/.test(text) && /\bkind["']?\s*:/.test(text) && OURS.test(text);
}

function isManifest(path: string): boolean {
  return /\.(?:ya?ml|json|manifest)$/.test(renderedPath(path) ?? path);
}

function isOwn(path: string): boolean {
  return !/(?:^|\/)(?:node_modules|vendor|third_party|\.github\/workflows)\//.test(path);
}

/** A template is only worth a word when it makes one of the files that are read here. */
function* unrendered(file: OpenFile): Iterable<GapFact> {
  const makesOurs = isUnit(renderedPath(file.path) ?? file.path)
    ? /^ExecStart=[^\n]{0,200}?(?<=[/=@+!:-])(?:hyperkube|kube-(?:apiserver|controller-manager|scheduler)|kubelet|etcd)\s/m
    : /^kind:\s*(?:KubeletConfiguration|ClusterConfiguration)\b|^\s*- (?:\S*\/)?(?:kube-apiserver|etcd)\s*$/m;
  if (makesOurs.test(file.text())) yield gapAt(file.place, UNRENDERED);
}

function* factsOfUnit(file: OpenFile): Iterable<ComponentFact | KubeletFile | GapFact> {
  for (const { program, at, words, variables, hasOtherVariables } of commandsIn(file)) {
    const found = componentIn(program, words);
    if (found === undefined) continue;
    const { component } = found;
    const { flags, isPartial } = flagsOf(found.words);
    const isEtcd = component === "etcd";
    const fromVariables = isEtcd ? etcdVariables([...variables].map(([name, value]) => ({ name, value, at }))) : [];
    const other = isEtcd && hasOtherVariables ? "takes its environment from another file" : undefined;
    const all = { flags: [...fromVariables, ...flags], isPartial: isPartial ?? other };
    yield* factsOfCommand({ component, at, subject: subject("file", file.path), ...all });
  }
}

function* factsOfManifests(file: OpenFile): Iterable<ComponentFact | KubeletFile | GapFact> {
  for (const { documents, problems } of readYamlDocuments(file.text(), isOurs)) {
    const [problem] = problems;
    if (problem !== undefined) {
      yield gapAt({ ...file.place, line: problem.line }, "not YAML");
      continue;
    }
    for (const document of documents) {
      const manifests = [...manifestsIn(file, document)];
      if (manifests.length === 0) continue;
      const facts = manifests.flatMap((manifest) => [
        ...factsOfKubelet(manifest, file.path),
        ...commandsOfKubeadm(manifest, file.path).flatMap((command) => [...factsOfCommand(command)]),
        ...commandsOfPod(manifest).flatMap((command) => [...factsOfCommand(command)]),
      ]);
      const repeated = facts.length === 0 ? [] : document.repeatedKeys();
      for (const { line } of repeated) yield gapAt({ ...file.place, line }, "a key stands twice in one map");
      if (repeated.length === 0) yield* facts;
    }
  }
}
