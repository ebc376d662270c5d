import type { Configuration } from "./configuration.ts";
import type { Fact } from "./fact.ts";
import type { JudgedFinding } from "./finding.ts";
import type { CoverageStatus, Gap } from "./gap.ts";
import type { Network } from "./network.ts";
import type { Reader } from "./reader.ts";
import type { Room } from "./room.ts";
import type { AnyRule } from "./rule.ts";
import type { Opened } from "./source.ts";
import type { Target } from "./target.ts";

/** One subject's way of looking: readers that yield facts, and a judge over them. */
export interface Analyzer {
  /** `room/name`, its line in the coverage. */
  readonly id: string;
  readonly room: Room;
  readonly readers: readonly Reader[];
  readonly rules: readonly AnyRule[];
  /** Analyzers whose facts it asks for; they run, too, when only this one is wanted. */
  readonly needs?: readonly string[];
  /** False where it has nothing to say about this target: then its coverage is `notApplicable`. */
  applies(target: Target, opened: Opened): boolean;
  analyze(look: Look): Outcome | Promise<Outcome>;
}

/** What an analyzer is given to judge. */
export interface Look {
  readonly opened: Opened;
  readonly facts: FactBook;
  readonly configuration: Configuration;
  readonly network: Network;
  /** Folder for data that Waybill keeps, such as the advisory database. */
  readonly dataDirectory: string;
  /** Folder for what can be fetched again; absent where nothing may be remembered. */
  readonly cacheDirectory?: string;
  readonly now: Date;
  readonly explain: boolean;
}

/** All facts of the run so far, by kind: those of the readers, of the source, and of the analyzers that ran before. */
export interface FactBook {
  of<F extends Fact>(kind: F["kind"]): readonly F[];
}

export interface Outcome {
  readonly findings: readonly JudgedFinding[];
  /** Added to the facts for the analyzers that run later. */
  readonly facts?: readonly Fact[];
  /** Gaps beyond those that its readers met. */
  readonly gaps?: readonly Gap[];
  /** Counts beyond the `files` and `bytes` of its readers. */
  readonly examined?: Readonly<Record<string, number>>;
  /** When it is not what the gaps say: `unobservable` for want of data, `notApplicable` when nothing was declared. */
  readonly status?: CoverageStatus;
  /** With `--explain`: what was looked at and rejected, and why. */
  readonly rejected?: readonly Gap[];
}
