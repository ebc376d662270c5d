import type { HostFiles } from "../../../sources/host/host-files.ts";
import type { HostProcess, ProcessView } from "../../../sources/host/processes.ts";
import { AuditView, TooMuch } from "../shell/audit-view.ts";
import type { Printed } from "../shell/lines.ts";
import { BadPattern } from "../shell/pattern.ts";
import { runAudit, UnknownProgram } from "../shell/run-audit.ts";
import { NotUnderstood } from "../shell/script.ts";
import type { PlacedCheck } from "./benchmark.ts";
import { demandOperator, UnknownOperator } from "./compare.ts";
import type { Components, Resolved } from "./components.ts";
import { BadPath } from "./json-path.ts";
import { BadSettings, type ItemVerdict, judgeItem } from "./judge-item.ts";
import type { TestItem } from "./schema.ts";

/** What a check comes to on this machine. */
export type NodeVerdict =
  | { readonly kind: "pass" | "fail"; readonly observed: readonly string[] }
  | { readonly kind: "manual" | "not-applicable"; readonly reason: string }
  | { readonly kind: "unobservable"; readonly reason: string; readonly access: string }
  /** The check itself is wrong: never a pass. */
  | { readonly kind: "error"; readonly reason: string };

export interface JudgedCheck {
  readonly verdict: NodeVerdict;
  /** The files and programs that it looked at. */
  readonly files: readonly string[];
  readonly programs: readonly string[];
}

export interface Machine {
  readonly files: HostFiles;
  readonly view: ProcessView;
  /** Whether any program of Kubernetes runs here, of whatever kind of node. */
  readonly hasKubernetes: boolean;
}

/** Judges one check. What is absent is not applicable; what is not shown is unobservable; silence is neither. */
export function judgeCheck(check: PlacedCheck, components: Components, machine: Machine): JudgedCheck {
  const view = new AuditView(machine.files, machine.view);
  const verdict = new CheckJudge(check, components, machine, view).judge();
  const processes = [...view.picked].map(nameOf);
  return { verdict, files: [...view.seen].sort(), programs: [...new Set(processes)].sort() };
}

export function nameOf({ words }: HostProcess): string {
  return (words[0] ?? "").replace(/^.*\//, "").split(" ")[0] ?? "";
}

class CheckJudge {
  readonly #check: PlacedCheck;
  readonly #components: Components;
  readonly #machine: Machine;
  readonly #view: AuditView;
  readonly #variables: readonly Resolved[];

  constructor(check: PlacedCheck, components: Components, machine: Machine, view: AuditView) {
    this.#check = check;
    this.#components = components;
    this.#machine = machine;
    this.#view = view;
    const audits = [check.audit, check.audit_config, check.audit_env].join("\n");
    this.#variables = components.variablesIn(audits);
  }

  judge(): NodeVerdict {
    const { isSkipped, type, tests, audit, audit_config: settings } = this.#check;
    const items = tests?.test_items ?? [];
    try {
      for (const { compare } of items) demandOperator(compare.op);
      if (!["and", "or", ""].includes(tests?.bin_op ?? "")) throw new UnknownOperator(tests?.bin_op ?? "");
    } catch (fault) {
      return knownFault(fault);
    }
    if (isSkipped) return { kind: "not-applicable", reason: "the benchmark leaves it out" };
    if (type === "manual") return { kind: "manual", reason: "the benchmark leaves it to a person" };
    if (items.length === 0) return { kind: "manual", reason: "the benchmark holds no test for it" };
    if ([audit, settings].every((text) => (text ?? "").trim() === ""))
      return { kind: "manual", reason: "the benchmark does not say where to look" };
    const absent = this.#absentProgram();
    if (absent !== undefined) return absent;
    try {
      return this.#judgeItems();
    } catch (fault) {
      if (fault instanceof UnknownProgram) return this.#withoutEquivalent(fault.program);
      return knownFault(fault);
    }
  }

  /** A program that a check is about and that does not run: not applicable, unless it may run where nobody sees it. */
  #absentProgram(): NodeVerdict | undefined {
    const programs = this.#variables.filter(({ isProgram }) => isProgram);
    if (programs.length === 0 || programs.some(({ isHere }) => isHere)) return undefined;
    return this.#notHere(`no ${[...new Set(programs.map(({ value }) => value))].join(" and no ")} runs here`);
  }

  #bin(component: string): string | undefined {
    return this.#components.resolve(`${component}bin`)?.value;
  }

  #notHere(reason: string): NodeVerdict {
    const { hidden } = this.#machine.view;
    return hidden === undefined
      ? { kind: "not-applicable", reason }
      : { kind: "unobservable", reason: hidden.reason, access: hidden.access };
  }

  #judgeItems(): NodeVerdict {
    const { audit, audit_config: settings, tests, use_multiple_values: isMultiple } = this.#check;
    const printed = this.#run(audit);
    const set = this.#run(settings);
    const items = tests?.test_items ?? [];
    let environment: readonly string[] | undefined;
    const sources = {
      audit: printed?.lines ?? [],
      settings: set === undefined || set.lines.length === 0 ? undefined : set.lines.map(({ text }) => text).join("\n"),
      environment: () => (environment ??= this.#environment()),
      isMultiple,
    };
    const verdicts = items.map((item) => judgeItem(this.#filled(item), sources));
    return this.#unseen() ?? this.#decide(verdicts);
  }

  /** Variables may stand in what is demanded, too. */
  #filled(item: TestItem): TestItem {
    const fill = (text: string | undefined) => (text === undefined ? undefined : this.#components.fill(text));
    const [flag, path, env] = [fill(item.flag), fill(item.path), fill(item.env)];
    return { ...item, flag, path, env, compare: { ...item.compare, value: this.#components.fill(item.compare.value) } };
  }

  #decide(verdicts: readonly ItemVerdict[]): NodeVerdict {
    const isOr = this.#check.tests?.bin_op === "or";
    const passed = isOr ? verdicts.some((one) => one.passed) : verdicts.every((one) => one.passed);
    const telling = passed || isOr ? verdicts : verdicts.filter((one) => !one.passed);
    return { kind: passed ? "pass" : "fail", observed: [...new Set(telling.map(({ observed }) => observed))] };
  }

  #run(audit: string | null | undefined): Printed | undefined {
    if (audit === null || audit === undefined || audit.trim() === "") return undefined;
    const names = this.#components.names.flatMap((component) => this.#bin(component) ?? []);
    return runAudit(this.#components.fill(audit), this.#view, new Set(names));
  }

  /** What the audits asked for and did not see, or that they saw nothing at all. */
  #unseen(): NodeVerdict | undefined {
    const { denied, seen, missing, picked, asksForProcesses, files } = this.#view;
    const [refused] = denied;
    if (refused !== undefined) {
      const [path, reason] = refused;
      const who = files.root === "/" ? "root" : "root, or the right to read that file";
      return { kind: "unobservable", reason: `${path}: ${reason}`, access: who };
    }
    const asksForAttributes = /\b(?:stat|ls) -/.test(this.#check.audit ?? "");
    const isSilent = seen.size === 0 && picked.size === 0;
    if (isSilent && asksForProcesses && missing.size === 0) return this.#notHere("no such program runs here");
    if (isSilent || (asksForAttributes && seen.size === 0)) {
      const [path] = missing;
      if (asksForProcesses && this.#machine.view.hidden !== undefined) return this.#notHere("");
      return {
        kind: "not-applicable",
        reason: path === undefined ? "there is nothing to look at" : `there is no ${path}`,
      };
    }
    return this.#lostSettings();
  }

  /** A file that a running program names, and that is not there: what it sets is not known. */
  #lostSettings(): NodeVerdict | undefined {
    for (const { component, value, isHere } of this.#variables) {
      if (isHere || !this.#view.missing.has(value) || this.#components.running(component).length === 0) continue;
      const isNamed = this.#components
        .running(component)
        .some(({ words }) => words.some((word) => word.endsWith(value)));
      if (isNamed) {
        const reason = `${component} goes by ${value}, which is not there`;
        return { kind: "unobservable", reason, access: "the file as the program sees it" };
      }
    }
    return undefined;
  }

  #environment(): readonly string[] {
    const { audit_env: audit } = this.#check;
    if (audit !== null && audit !== undefined && audit.trim() !== "")
      return this.#run(audit)?.lines.map(({ text }) => text) ?? [];
    return [...this.#view.picked].flatMap(({ pid }) => {
      const path = `/proc/${pid}/environ`;
      const text = this.#view.files.read(path, 1024 * 1024);
      if (typeof text === "string") return text.split("\0");
      if (text.unseen === "denied") this.#view.denied.set(path, text.reason);
      return [];
    });
  }

  #withoutEquivalent(program: string): NodeVerdict {
    const asksCluster = /^(?:kubectl|oc|jq|gcloud|az|aws|aliyun|eksctl|crictl)$/.test(program);
    if (!this.#machine.hasKubernetes && asksCluster) return this.#notHere("no Kubernetes runs here");
    return {
      kind: "unobservable",
      reason: asksCluster ? `it asks the cluster with ${program}` : `it calls ${program}, which has no equivalent here`,
      access: asksCluster ? "`waybill config cluster`, which judges what the API shows" : "a person who looks",
    };
  }
}

/** Faults that lie in the check, or in what it looks at; any other is ours, and thrown on. */
function knownFault(fault: unknown): NodeVerdict {
  if (fault instanceof UnknownOperator) return { kind: "error", reason: fault.message };
  const isKnown = [NotUnderstood, BadPattern, BadPath, BadSettings, TooMuch].some((kind) => fault instanceof kind);
  if (!isKnown || !(fault instanceof Error)) throw fault;
  const what =
    fault instanceof BadSettings ? "the settings file is not YAML" : "the check holds what is not understood here";
  return { kind: "unobservable", reason: `${what}: ${fault.message}`, access: "a person who looks" };
}
