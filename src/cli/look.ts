import { existsSync, readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { createNetwork } from "../connect/network.ts";
import type { FactBook } from "../core/analyzer.ts";
import type { Component } from "../core/component.ts";
import type { Configuration } from "../core/configuration.ts";
import { nearest, WaybillError } from "../core/errors.ts";
import { identityKeyOf } from "../core/identity.ts";
import type { ImageFact, LineageFact } from "../core/image.ts";
import { readNamedHost } from "../core/named-host.ts";
import type { Network } from "../core/network.ts";
import { compareText } from "../core/order.ts";
import type { Report } from "../core/report.ts";
import type { Opened } from "../core/source.ts";
import { VERSION } from "../core/version.ts";
import { decide } from "../policy/decide.ts";
import type { HistoryState } from "../scan/history-state.ts";
import {
  type Configured,
  layerCache,
  loadConfiguration,
  type ScanRequest,
  type ScanResult,
  type Selection,
  scan,
  scanBranches,
} from "../scan/index.ts";
import { isRepository, openTarget, otherBranches, repositoryAt } from "../sources/index.ts";
import { baselineWaivers } from "./baseline.ts";
import { Interruption } from "./interruption.ts";
import type { Options } from "./options.ts";
import { ProgressLine } from "./progress.ts";
import { writeWhole } from "./write-out.ts";

/** One finished look: what a report is written from. */
export interface Looked {
  readonly report: Report;
  readonly components: readonly Component[];
  readonly configuration: Configuration;
  readonly opened: Opened;
  readonly facts: FactBook;
}

export interface LookRequest {
  readonly target: string;
  readonly options: Options;
  readonly selection: Selection;
  readonly history: boolean;
}

/** Opens the target, looks at it once, and lets policy decide. Ctrl-C ends it cleanly at any step. */
export async function look({ target, options, selection, history }: LookRequest): Promise<Looked> {
  const written = loadConfiguration(options.config, target.startsWith("registry:") ? "." : pathOf(target));
  requireConfigRoom(target, selection, options);
  const wished = withProbes(
    target,
    withBenchmarks(withValidation(withWorkflowWishes(written, options), options), options),
    options,
  );
  const configured = withBaseline(withStatements(wished, options.vex), options.baseline);
  return await withSession(options, configured, async (session) => {
    session.progress.show(`opening ${target}`);
    requireRepository(target, options);
    const state = await openState(options, configured.configuration, history);
    const found = await openTarget(target, {
      network: session.network,
      cacheDirectory: options.cacheDirectory,
      limits: configured.configuration.limits,
      history,
      ...(options.staged && { staged: true }),
      ...(options.unpushed !== undefined && { unpushed: options.unpushed }),
      signal: session.signal,
      ...(options.platform !== undefined && { platform: options.platform }),
      ...(options.root !== undefined && { root: resolve(options.root) }),
      ...(options.insecureRegistry && { insecure: true }),
      ...(state !== undefined && { known: state.known }),
    });
    const opened = state === undefined ? found : state.withKept(found);
    try {
      return await lookAt(opened, selection, options, configured, session, state);
    } finally {
      await opened.close();
    }
  });
}

/** Explaining means to look, so then nothing is believed that an earlier look left out. */
async function openState(
  { state, explain }: Options,
  configuration: Configuration,
  history: boolean,
): Promise<HistoryState | undefined> {
  if (state === undefined) return undefined;
  if (!history) {
    throw new WaybillError("call/no-history", "--state is about the git history.", "Add --history, or leave it out.");
  }
  if (explain) return undefined;
  const { HistoryState: Opened } = await import("../scan/history-state.ts");
  return new Opened(state, (identity) => identityKeyOf(configuration, identity));
}

function keepState(state: HistoryState, result: ScanResult, { state: file = "", quiet }: Options): void {
  const tell = (text: string) => {
    if (!quiet) process.stderr.write(`waybill: ${file}: ${text}\n`);
  };
  if (state.remark !== undefined) tell(`${state.remark}, so the whole history was looked at anew`);
  const next = state.next(result);
  if ("text" in next) writeWhole(file, next.text);
  else tell(`not written: ${next.why}`);
}

function withWorkflowWishes(configured: Configured, { verifyPins, witness }: Options): Configured {
  const { configuration } = configured;
  const witnesses = [...configuration.workflows.witnesses, ...witness.map((path) => resolve(path))];
  const missing = witnesses.find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new WaybillError(
      "call/no-witness",
      `There is no report ${missing}.`,
      "Name one that exists, after --witness or in workflows.witnesses of waybill.yaml.",
    );
  const workflows = { ...configuration.workflows, witnesses, ...(verifyPins && { verifyPins }) };
  return { ...configured, configuration: { ...configuration, workflows } };
}

/**
 * Providers are asked only when the call says so, never because a file in the target does, and not in a CI: there a job
 * would send on what it found with nobody looking.
 */
function withValidation(configured: Configured, { validate, inCi }: Options): Configured {
  const { secrets } = configured.configuration;
  if (validate && inCi) {
    throw new WaybillError(
      "call/validate-in-ci",
      "--validate sends what was found to its provider, and does not do that in a CI.",
      "Run it by hand, or leave it out.",
    );
  }
  if (validate && Object.keys(secrets.validateAt).length === 0) {
    throw new WaybillError(
      "call/nobody-to-ask",
      "--validate asks only who is named in waybill.yaml, and nobody is.",
      "Write secrets.validateAt there, such as `github: https://api.github.com`.",
    );
  }
  if (validate) return configured;
  return { ...configured, configuration: { ...configured.configuration, secrets: { ...secrets, validateAt: {} } } };
}

/** The files of statements that the call names stand beside those of the configuration. */
function withStatements(configured: Configured, named: readonly string[]): Configured {
  const { advisories } = configured.configuration;
  const vex = [...advisories.vex, ...named.map((path) => resolve(path))];
  const missing = vex.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new WaybillError(
      "call/no-statements",
      `There is no VEX file ${missing}.`,
      "Name one that exists, after --vex or in advisories.vex of waybill.yaml.",
    );
  }
  return { ...configured, configuration: { ...configured.configuration, advisories: { ...advisories, vex } } };
}

/** A folder of benchmarks, and one of them, that the call names in place of the configuration's. */
function withBenchmarks(configured: Configured, { benchmarks: named, benchmark: one }: Options): Configured {
  const { host } = configured.configuration;
  const benchmarks = named === undefined ? host.benchmarks : resolve(named);
  const benchmark = one ?? host.benchmark;
  if (benchmarks === undefined) {
    if (benchmark === undefined) return configured;
    throw new WaybillError(
      "call/no-benchmarks",
      `It is not said where the benchmark ${benchmark} lies.`,
      "Name the folder that holds it, such as kube-bench's cfg, after --benchmarks or in host.benchmarks of waybill.yaml.",
    );
  }
  demandBenchmark(benchmarks, benchmark);
  const wished = { ...host, benchmarks, ...(benchmark !== undefined && { benchmark }) };
  return { ...configured, configuration: { ...configured.configuration, host: wished } };
}

function demandBenchmark(folder: string, name: string | undefined): void {
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const names = isThere ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  if (isThere && (name === undefined || names.some((entry) => entry.name === name))) return;
  const near = nearest(
    name ?? "",
    names.map((entry) => entry.name),
  );
  throw new WaybillError(
    "call/no-benchmarks",
    isThere ? `${folder} holds no benchmark called ${name}.` : `There is no folder ${folder}.`,
    near === undefined
      ? "Name a folder laid out as kube-bench's cfg, with one folder for each benchmark."
      : `Did you mean ${near}?`,
  );
}

/** Hosts that the call names beside those of the configuration. */
function withProbes(target: string, configured: Configured, { probe }: Pick<Options, "probe">): Configured {
  if (probe.length === 0) return configured;
  if (!/^(?:host|cluster(?::.*)?|access)$/.test(target)) {
    throw new WaybillError(
      "call/no-probe",
      "--probe asks machines on the network, and goes with a cluster or a host.",
      "Write `waybill config cluster --probe HOST`, or `waybill access probe HOST` where no cluster is looked at.",
    );
  }
  for (const host of probe) demandHost(host);
  const { host } = configured.configuration;
  const wished = { ...host, probe: [...host.probe, ...probe] };
  return { ...configured, configuration: { ...configured.configuration, host: wished } };
}

function demandHost(text: string): void {
  if (readNamedHost(text) !== undefined) return;
  throw new WaybillError(
    "call/bad-probe",
    `${JSON.stringify(text)} is no host that can be asked.`,
    "Write HOST or HOST:PORT, one machine each; networks are not searched.",
  );
}

/** Of a machine only its settings are looked at: other rooms would call clean what they never saw. */
function requireConfigRoom(target: string, { only }: Selection, { root }: Options): void {
  if (target !== "host") {
    if (root === undefined) return;
    throw new WaybillError("call/no-host", "--root is about a host.", "Write host for the target, or leave it out.");
  }
  if (only.length > 0 && only.every((word) => word === "config" || word.startsWith("config/"))) return;
  throw new WaybillError(
    "call/host-is-config",
    "A host is looked at for how it is set, and for nothing else.",
    "Write `waybill config host`; for the packages and files of a machine name rootfs:/.",
  );
}

/** The configuration's own suppressions come first. */
function withBaseline(configured: Configured, file: string | undefined): Configured {
  const { configuration } = configured;
  const suppressions = [...configuration.suppressions, ...baselineWaivers(file)];
  return { ...configured, configuration: { ...configuration, suppressions } };
}

/** Asks the declared endpoints, and hosts that the call names, alone; no file is opened. */
export async function lookAtEndpoints(options: Options): Promise<Looked> {
  const configured = withProbes("access", loadConfiguration(options.config, "."), options);
  const opened: Opened = {
    target: { kind: "directory", ref: configured.file ?? "no waybill.yaml" },
    strata: [],
    facts: [],
    gaps: [],
    leftOut: {},
    identity: "endpoints",
    close: async () => {},
  };
  const selection = { only: ["access/endpoints", "config/probes"], skip: [] };
  return await withSession(options, configured, (session) => lookAt(opened, selection, options, configured, session));
}

interface Session {
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

async function withSession<T>(
  options: Options,
  { configuration, file }: Configured,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  const interruption = new Interruption();
  const progress = new ProgressLine(process.stderr, options.progress);
  const network = createNetwork({
    offline: options.offline,
    hosts: configuration.endpoints.map(({ url }) => new URL(url).host),
  });
  if (options.verbose) {
    process.stderr.write(
      `waybill: configuration ${file ?? "none, so the defaults"}; data in ${options.dataDirectory}; ${options.jobs} threads\n`,
    );
  }
  try {
    return await run({ network, signal: interruption.signal, progress });
  } finally {
    progress.clear();
    interruption.release();
  }
}

async function lookAt(
  opened: Opened,
  selection: Selection,
  options: Options,
  { configuration }: Configured,
  session: Session,
  state?: HistoryState,
): Promise<Looked> {
  const startedAt = new Date();
  if (options.verbose)
    process.stderr.write(
      `waybill: ${opened.target.ref} is read as ${opened.target.kind}, ${opened.strata.length} strata\n`,
    );
  const cache = opened.target.kind === "image" ? layerCache(options.cacheDirectory) : undefined;
  const request: ScanRequest = {
    ...(cache !== undefined && { cache }),
    opened,
    configuration,
    network: session.network,
    dataDirectory: options.dataDirectory,
    cacheDirectory: options.cacheDirectory,
    limits: configuration.limits,
    selection,
    jobs: options.jobs,
    now: startedAt,
    explain: options.explain,
    signal: session.signal,
    onProgress: ({ step, what, done, of }) => session.progress.show(`${step} ${what} (${done}/${of})`),
  };
  const result = options.allRefs ? await withBranches(request, options) : await scan(request);
  if (state !== undefined) keepState(state, result, options);
  const advisories = result.rooms.includes("advisories") ? await advisoriesIn(options.dataDirectory) : null;
  const report = writeReport(opened, result, advisories, configuration, options, startedAt);
  return { report, components: result.components, configuration, opened, facts: result.facts };
}

/** Each other branch is opened and looked at by itself, so that files of two never mix. */
async function withBranches(request: ScanRequest, options: Options): Promise<ScanResult> {
  const { opened, signal, limits, network } = request;
  const path = pathOf(opened.target.ref);
  const branches = await otherBranches(path, signal);
  const open = (commit: string) =>
    openTarget(`git:${path}`, {
      network,
      cacheDirectory: options.cacheDirectory,
      limits,
      commit,
      ...(signal && { signal }),
    });
  return await scanBranches(
    request,
    await scan(request),
    branches.map((branch) => ({ ...branch, open: () => open(branch.commit) })),
  );
}

function writeReport(
  opened: Opened,
  result: ScanResult,
  advisories: Report["advisories"],
  configuration: Configuration,
  options: Options,
  startedAt: Date,
): Report {
  return {
    schema: "waybill.report/1",
    tool: { name: "waybill", version: VERSION, rules: result.rules },
    advisories,
    target: opened.target,
    ...layersOf(opened, result),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    coverage: [...result.coverage],
    components: countByType(result.components),
    ...(options.explain && { rejected: [...result.rejected] }),
    ...decide(result.findings, result.coverage, configuration, startedAt),
  };
}

/** The age of the data that was judged by. */
async function advisoriesIn(dataDirectory: string): Promise<Report["advisories"]> {
  const { advisoryState } = await import("../scan/advisory-data.ts");
  return advisoryState(dataDirectory);
}

/** Only a repository has an index; elsewhere the option would look at everything and call it staged. */
function requireRepository(target: string, { staged, unpushed, allRefs }: Options): void {
  if (allRefs) repositoryAt(pathOf(target));
  if ((!staged && unpushed === undefined) || isRepository(pathOf(target))) return;
  throw new WaybillError(
    "call/not-staged",
    `--${staged ? "staged" : "unpushed"} asks for a git repository, and ${target} is none.`,
    "Name the folder of a clone.",
  );
}

function layersOf({ facts }: Opened, result: ScanResult): Pick<Report, "layers"> {
  const image = facts.find((fact): fact is ImageFact => fact.kind === "image");
  if (image === undefined) return {};
  const ancestors = result.facts.of<LineageFact>("lineage").flatMap((fact) => fact.ancestors);
  const layers = image.layers.map((layer) => {
    const broughtBy = ancestors.findLast(({ layers }) => layers.length > layer.index);
    return { ...layer, ...(broughtBy !== undefined && { base: broughtBy.name }) };
  });
  return { layers };
}

function pathOf(target: string): string {
  return target.replace(/^(?:dir|git|rootfs|oci|docker-archive|sbom):/, "");
}

function countByType(components: readonly Component[]): Report["components"] {
  const groups = [...Map.groupBy(components, ({ type }) => type)].sort(([a], [b]) => compareText(a, b));
  return {
    total: components.length,
    byType: Object.fromEntries(groups.map(([type, group]) => [type, group.length])),
  };
}
