/** One program to run: ours or a peer's. */
export interface Command {
  /** As the results name it: `waybill`, `syft 1.57.0`. */
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit statuses that mean it did its work. Default: 0 alone. */
  readonly exits?: readonly number[];
  /** File that it writes, removed before each run; absent: what it prints is thrown away. */
  readonly output?: string;
  /** Folder that is emptied before each run, so that it remembers nothing of the one before. */
  readonly fresh?: string;
  /** Folder whose content `fresh` then gets: what an earlier run left. */
  readonly seed?: string;
  /** What it found, in few words, read after the last run: `525 packages`. */
  readonly found?: () => string;
}

/** Limits that a case's medians must keep: ours alone, and ours as a part of the first peer's. */
export interface Goal {
  readonly wallSeconds?: number;
  readonly cpuSeconds?: number;
  readonly peakMib?: number;
  readonly ofPeer?: { readonly wall?: number; readonly cpu?: number; readonly memory?: number };
}

/** The same work, done by ours and by peers. */
export interface Case {
  readonly title: string;
  readonly ours: Command;
  readonly peers: readonly Command[];
  readonly goal?: Goal;
  /** Anything else that must hold after the runs: one line each, thrown when it does not. */
  readonly check?: () => Promise<readonly string[]>;
  /** What the reader must know to believe or doubt the figures. */
  readonly notes?: readonly string[];
}

/** What a room's file gets to work with. */
export interface Workbench {
  /** Folder for corpora and peers, outside the tree. */
  readonly cache: string;
  /** Folder for what the runs write; emptied at the start. */
  readonly scratch: string;
  /** Tiny corpora, no peers, one run. */
  readonly smoke: boolean;
  /** A repository to look at in place of the made-up one. */
  readonly corpus?: string;
  /** The only peer that was asked for. */
  readonly against?: string;
  ours(words: readonly string[], more?: Partial<Command>): Command;
  /** Installs the peer when it is not there; undefined in a smoke run, or when another peer was asked for. */
  peer(name: PeerName, words: readonly string[], more?: Partial<Command>): Command | undefined;
}

export type PeerName = "syft" | "gitleaks" | "osv-scanner" | "kingfisher" | "zizmor" | "checkov" | "hadolint";

/** One room's comparison; a file of its name makes it. */
export interface Bench {
  readonly title: string;
  cases(bench: Workbench): Promise<readonly Case[]>;
}

/**
 * Lets it keep its compiled code from one run to the next, as a peer keeps its compiled rules. Only for work of which it
 * remembers nothing else.
 */
export function keepingCode(command: Command): Command {
  const kept: { -readonly [K in keyof Command]: Command[K] } = { ...command };
  delete kept.fresh;
  return kept;
}

/** Without the peers that are not there. */
export function present(...commands: readonly (Command | undefined)[]): Command[] {
  return commands.filter((command) => command !== undefined);
}
