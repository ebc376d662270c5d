import type { HostFiles } from "../../../sources/host/host-files.ts";
import type { HostProcess, ProcessView } from "../../../sources/host/processes.ts";
import { flagsIn } from "../../command-flags.ts";
import { isProgram } from "../shell/process-programs.ts";
import type { Component } from "./schema.ts";

/** What a variable of a check such as `$kubeletconf` stands for on this machine. */
export interface Resolved {
  readonly component: string;
  readonly isProgram: boolean;
  /** What is put in its place. */
  readonly value: string;
  /** Of a program: whether it runs. Of a file: whether it is there. */
  readonly isHere: boolean;
}

const KINDS = ["kubeconfig", "datadir", "cafile", "conf", "svc", "bin"] as const;
type Kind = (typeof KINDS)[number];

/** The lists of config.yaml, by the ending of the variables that they serve. */
const LISTS: Readonly<Record<Kind, readonly [keyof Component, keyof Component | undefined]>> = {
  bin: ["bins", undefined],
  conf: ["confs", "defaultconf"],
  svc: ["svc", "defaultsvc"],
  kubeconfig: ["kubeconfig", "defaultkubeconfig"],
  cafile: ["cafile", "defaultcafile"],
  datadir: ["datadirs", "defaultdatadir"],
};

/** Flags by which a running program itself says which file it goes by; then no candidate is tried. */
const NAMED_BY: Readonly<Record<string, string>> = {
  "kubelet conf": "config",
  "kubelet kubeconfig": "kubeconfig",
  "kubelet cafile": "client-ca-file",
  "proxy conf": "config",
  "proxy kubeconfig": "kubeconfig",
  "scheduler kubeconfig": "kubeconfig",
  "controllermanager kubeconfig": "kubeconfig",
  "etcd datadir": "data-dir",
};

/** The components of one kind of node, as they are found on a machine. */
export class Components {
  readonly #components: ReadonlyMap<string, Component>;
  readonly #files: HostFiles;
  readonly #view: ProcessView;
  readonly #known = new Map<string, Resolved | undefined>();

  constructor(components: ReadonlyMap<string, Component>, files: HostFiles, view: ProcessView) {
    this.#components = components;
    this.#files = files;
    this.#view = view;
  }

  /** The variables of a text, each once. */
  variablesIn(text: string): Resolved[] {
    const names = new Set([...text.matchAll(/\$([a-z]+)/g)].map(([, name = ""]) => name));
    return [...names].flatMap((name) => this.resolve(name) ?? []);
  }

  /** A text with its variables put in; those that name no component stay. */
  fill(text: string): string {
    return text.replace(/\$([a-z]+)/g, (whole, name: string) => this.resolve(name)?.value ?? whole);
  }

  resolve(name: string): Resolved | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#find(name));
    return this.#known.get(name);
  }

  /** The programs that run here, by their components. */
  running(component: string): readonly HostProcess[] {
    const bins = this.#components.get(component)?.bins ?? [];
    for (const bin of bins) {
      const found = this.#view.processes.filter((process) => isProgram(process, bin));
      if (found.length > 0) return found;
    }
    return [];
  }

  get names(): readonly string[] {
    return [...this.#components.keys()];
  }

  #find(name: string): Resolved | undefined {
    const kind = KINDS.find((ending) => name.endsWith(ending) && this.#components.has(name.slice(0, -ending.length)));
    if (kind === undefined) return undefined;
    const component = name.slice(0, -kind.length);
    const known = this.#components.get(component) ?? {};
    const [list, byDefault] = LISTS[kind];
    const candidates = known[list] ?? [];
    if (kind === "bin") {
      const bins = [...candidates];
      const bin = bins.find((one) => this.#view.processes.some((process) => isProgram(process, one)));
      return {
        component,
        isProgram: true,
        value: bin ?? bins.find((one) => !one.includes(" ")) ?? component,
        isHere: bin !== undefined,
      };
    }
    const named = this.#namedByItself(component, kind);
    const here = named ?? [...candidates].find((path) => this.#isHere(path));
    const otherwise = byDefault === undefined ? undefined : known[byDefault];
    const value = here ?? (typeof otherwise === "string" ? otherwise : [...candidates][0]) ?? component;
    return { component, isProgram: false, value, isHere: this.#isHere(value) };
  }

  #namedByItself(component: string, kind: Kind): string | undefined {
    const flag = NAMED_BY[`${component} ${kind}`];
    if (flag === undefined) return undefined;
    for (const process of this.running(component)) {
      const value = flagOf(process, flag);
      if (value?.startsWith("/") === true) return value;
    }
    return undefined;
  }

  #isHere(path: string): boolean {
    const found = this.#files.stat(path);
    return !("unseen" in found) || found.unseen === "denied";
  }
}

/** The value of a process's flag; of one that stands twice the last counts. */
export function flagOf({ words }: HostProcess, name: string): string | undefined {
  const placed = words.slice(1).map((text) => ({ text, at: undefined }));
  const { flags } = flagsIn(placed, { switches: NONE });
  return flags.findLast((flag) => flag.name === name)?.value;
}

const NONE: ReadonlySet<string> = new Set();
