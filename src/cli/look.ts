import { createNetwork } from "../connect/network.ts";
import type { Component } from "../core/component.ts";
import type { Configuration } from "../core/configuration.ts";
import type { ImageFact } from "../core/image.ts";
import { DEFAULT_LIMITS } from "../core/limits.ts";
import type { Report } from "../core/report.ts";
import type { Opened } from "../core/source.ts";
import { VERSION } from "../core/version.ts";
import { decide } from "../policy/decide.ts";
import { advisoryState, loadConfiguration, rulesDigest, scan, type Selection } from "../scan/index.ts";
import { openTarget } from "../sources/index.ts";
import type { Options } from "./options.ts";
import { ProgressLine } from "./progress.ts";

/** One finished look: what a report is written from. */
export interface Looked {
  readonly report: Report;
  readonly components: readonly Component[];
  readonly configuration: Configuration;
  readonly opened: Opened;
}

export interface LookRequest {
  readonly target: string;
  readonly options: Options;
  readonly selection: Selection;
  readonly history: boolean;
}

/** Opens the target, looks at it once, and lets policy decide. Ctrl-C ends it cleanly at any step. */
export async function look(request: LookRequest): Promise<Looked> {
  const { options, target, selection, history } = request;
  const { configuration } = loadConfiguration(options.config, isPath(target) ? target : ".");
  const interruption = new Interruption();
  const progress = new ProgressLine(process.stderr, options.progress);
  const network = createNetwork({ offline: options.offline, hosts: configuration.endpoints.map(({ url }) => new URL(url).host) });
  const startedAt = new Date();
  try {
    progress.show(`opening ${target}`);
    const opened = await openTarget(target, {
      network,
      cacheDirectory: options.cacheDirectory,
      limits: DEFAULT_LIMITS,
      history,
      signal: interruption.signal,
      ...(options.platform !== undefined && { platform: options.platform }),
      ...(options.insecureRegistry && { insecure: true }),
    });
    try {
      const result = await scan({
        opened,
        configuration,
        network,
        dataDirectory: options.dataDirectory,
        limits: DEFAULT_LIMITS,
        selection,
        jobs: options.jobs,
        now: startedAt,
        explain: options.explain,
        signal: interruption.signal,
        onProgress: ({ step, what, done, of }) => progress.show(`${step} ${what} (${done}/${of})`),
      });
      const decision = decide(result.findings, result.coverage, configuration, startedAt);
      const report: Report = {
        schema: "waybill.report/1",
        tool: { name: "waybill", version: VERSION, rules: rulesDigest() },
        advisories: advisoryState(options.dataDirectory),
        target: opened.target,
        ...layersOf(opened),
        startedAt: startedAt.toISOString(),
        finishedAt: new Date().toISOString(),
        coverage: [...result.coverage],
        components: countByType(result.components),
        ...(options.explain && { rejected: [...result.rejected] }),
        ...decision,
      };
      return { report, components: result.components, configuration, opened };
    } finally {
      await opened.close();
    }
  } finally {
    progress.clear();
    interruption.release();
  }
}

function layersOf({ facts }: Opened): Pick<Report, "layers"> {
  const image = facts.find((fact): fact is ImageFact => fact.kind === "image");
  return image === undefined ? {} : { layers: [...image.layers] };
}

function isPath(target: string): boolean {
  return !target.startsWith("registry:");
}

function countByType(components: readonly Component[]): Report["components"] {
  const byType: Record<string, number> = {};
  for (const { type } of components) byType[type] = (byType[type] ?? 0) + 1;
  return { total: components.length, byType: Object.fromEntries(Object.entries(byType).sort()) };
}

/** The first Ctrl-C or end request stops the run in good order; a second one at once. */
class Interruption {
  readonly #controller = new AbortController();
  readonly #stop = (): void => {
    this.release();
    this.#controller.abort();
  };

  constructor() {
    process.on("SIGINT", this.#stop);
    process.on("SIGTERM", this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  release(): void {
    process.off("SIGINT", this.#stop);
    process.off("SIGTERM", this.#stop);
  }
}
