import type { Place } from "../../../core/place.ts";
import { type GapFact, gapAt } from "../../../core/reader.ts";
import type { Subject } from "../../../core/subject.ts";
import { flagsIn, type PlacedWord, switchOf } from "../../command-flags.ts";
import { defaultsOf, ELSEWHERE, SWITCHES } from "./defaults.ts";
import type { ComponentFact, ControlComponent, KubeletFile } from "./facts.ts";

/** What starts a component. */
export interface ComponentCommand {
  readonly component: ControlComponent;
  readonly at: Place;
  readonly subject: Subject;
  readonly flags: readonly Flag[];
  /** Why it is not known what is absent; undefined where it is. */
  readonly isPartial?: string;
  readonly madeByKubeadm?: boolean;
  /** What is absent stands in another file, by its nature. */
  readonly isFragment?: boolean;
}

export interface Flag {
  readonly name: string;
  readonly value: string;
  readonly at: Place;
}

const COMPONENTS: ReadonlyMap<string, ControlComponent> = new Map([
  ["kube-apiserver", "kube-apiserver"],
  ["kube-controller-manager", "kube-controller-manager"],
  ["kube-scheduler", "kube-scheduler"],
  ["kubelet", "kubelet"],
  ["etcd", "etcd"],
]);

/** The component that a command starts, and the words behind its name; `hyperkube` takes the name as its first word. */
export function componentIn<P>(
  program: string,
  words: readonly PlacedWord<P>[],
): { component: ControlComponent; words: readonly PlacedWord<P>[] } | undefined {
  const name = program.replace(/^.*\//, "");
  const known = COMPONENTS.get(name);
  if (known !== undefined) return { component: known, words };
  const [first, ...rest] = words;
  if (name !== "hyperkube" || first === undefined) return undefined;
  const inside = COMPONENTS.get(first.text) ?? COMPONENTS.get(`kube-${first.text}`);
  return inside && { component: inside, words: rest };
}

/** The flags of a component's words, and why they may not be all. */
export function flagsOf(words: readonly PlacedWord<Place>[]): Pick<ComponentCommand, "flags" | "isPartial"> {
  const { flags, unknown } = flagsIn(words, { switches: SWITCHES });
  const [first] = unknown;
  if (first === undefined) return { flags };
  return { flags, isPartial: `takes what ${first.text.slice(0, 60)} holds, which is set elsewhere` };
}

/** What a command comes to: its flags, and where they are absent the component's own choice. */
export function* factsOfCommand(command: ComponentCommand): Iterable<ComponentFact | KubeletFile | GapFact> {
  const { component, at, subject, isPartial } = command;
  const flags = new Map(command.flags.map((flag) => [plainName(component, flag.name), flag]));
  const isElsewhere = new Set<string>();
  for (const [file, decides] of ELSEWHERE[component]) {
    const named = flags.get(file);
    if (named === undefined) continue;
    for (const flag of decides === "all" ? ["all"] : decides) isElsewhere.add(flag);
    if (component === "kubelet") yield { kind: "kubelet-file", at: named.at };
    else yield gapAt(named.at, `${component} takes settings from the file of --${file}`);
  }
  if (isPartial !== undefined) yield gapAt(at, `${component} ${isPartial}`);
  const isOpen = isPartial !== undefined || command.isFragment === true || isElsewhere.has("all");
  for (const [name, { value, at: place }] of flags)
    if (isComputed(name, value) && isLookedAt(command, name))
      yield gapAt(place, `the value of --${name} is set elsewhere`);
  if (component === "etcd") {
    if (!isOpen) yield* doorsOf(command, flags);
    return;
  }
  for (const [flag, byDefault] of defaultsOf(component, command.madeByKubeadm === true)) {
    const written = flags.get(flag) ?? (flag === "audit-log-path" ? flags.get("audit-webhook-config-file") : undefined);
    if (written !== undefined && isComputed(flag, written.value)) continue;
    if (written === undefined && (isOpen || isElsewhere.has(flag))) continue;
    const value = written?.value ?? byDefault;
    const about = { subject, component, flag, value, written: written !== undefined };
    yield { kind: "component-flag", at: written?.at ?? at, ...about };
  }
}

/** Kubernetes takes `_` for `-` in its flags, and used to have one list of admission plugins. */
function plainName(component: ControlComponent, name: string): string {
  if (component === "etcd") return name;
  const plain = name.replaceAll("_", "-");
  return plain === "admission-control" ? "enable-admission-plugins" : plain;
}

function isLookedAt({ component }: ComponentCommand, flag: string): boolean {
  return component === "etcd" ? /^(?:listen-|client-cert|peer-)/.test(flag) : defaultsOf(component, false).has(flag);
}

/** A variable, a template or a word like `API_PORT` stands where something is put in. */
function isComputed(name: string, value: string): boolean {
  if (/\$[({\w]|\{\{|<%/.test(value)) return true;
  if (SWITCHES.has(name)) return switchOf(value) === undefined;
  return !name.startsWith("tls-") && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value);
}

/** Defaults of https://etcd.io/docs/v3.6/op-guide/configuration/: loopback alone, and nobody is asked. */
const DOORS = [
  { side: "clients", listen: "listen-client-urls", byDefault: "http://localhost:2379", prefix: "" },
  { side: "peers", listen: "listen-peer-urls", byDefault: "http://localhost:2380", prefix: "peer-" },
] as const;

function* doorsOf({ at, subject }: ComponentCommand, flags: ReadonlyMap<string, Flag>): Iterable<ComponentFact> {
  for (const { side, listen, byDefault, prefix } of DOORS) {
    const [urls, asks] = [flags.get(listen), flags.get(`${prefix}client-cert-auth`)];
    if ([urls, asks].some((flag) => flag !== undefined && isComputed(flag.name, flag.value))) continue;
    yield {
      kind: "etcd-door",
      at: asks?.at ?? urls?.at ?? at,
      subject,
      side,
      addresses: (urls?.value ?? byDefault).split(",").map((url) => url.trim()),
      verified: switchOf(asks?.value ?? "false") === true,
      selfSigned: switchOf(flags.get(`${prefix}auto-tls`)?.value ?? "false") === true,
    };
  }
}
