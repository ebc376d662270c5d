import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { WaybillError } from "../../core/errors.ts";

/** Where a repository lies. */
export interface Repository {
  /** The working tree, or the repository itself when it is bare. */
  readonly root: string;
  readonly isBare: boolean;
}

/**
 * Settings that keep a hostile repository from running anything: no hooks, no file-system monitor, no transport,
 * no signature program; and memory within bounds. Given on the command line, they win over the repository's own file.
 */
const SETTINGS = [
  // Of packs only windows are mapped: whole ones count as memory, and nothing is gained by them.
  "core.packedGitWindowSize=8m",
  "core.packedGitLimit=96m",
  "safe.directory=*",
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.excludesFile=/dev/null",
  "core.attributesFile=/dev/null",
  "core.untrackedCache=false",
  "log.showSignature=false",
  "log.mailmap=false",
  "diff.external=",
  "diff.renames=false",
  "diff.ignoreSubmodules=all",
  "protocol.allow=never",
  "submodule.recurse=false",
];

const COMPLAINT_BYTES = 4096;

export interface GitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Written to standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  /** Variables for this one call, such as `GIT_INDEX_FILE`; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs git on a repository that somebody else made and yields what it prints. Without a shell, without the person's
 * or the machine's configuration, without network, without taking locks. Arguments are words of this room alone:
 * a caller's text goes to standard input or behind `--end-of-options`.
 * @throws WaybillError `git/missing`, `git/failed`
 */
export async function* runGit(
  repository: Repository,
  words: readonly string[],
  options: GitOptions = {},
): AsyncGenerator<Buffer, undefined> {
  const place = repository.isBare ? ["--git-dir=."] : ["--git-dir=.git", "--work-tree=."];
  yield* outputOf(start(repository.root, [...place, ...words], options), words[0] ?? "git", options);
}

async function* outputOf(
  child: Child,
  command: string,
  { signal, input }: GitOptions,
): AsyncGenerator<Buffer, undefined> {
  const ended = endOf(child, command, signal);
  ended.catch(() => {}); // awaited below; a failure before that must not be counted as unhandled
  child.stdin.on("error", () => {}); // git closed its input early: its exit code tells why
  child.stdin.end(input);
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield chunk;
    await ended;
  } catch (fault) {
    await ended; // says more than the closed pipe, where git never ran
    throw fault;
  } finally {
    child.kill();
  }
}

/** What git prints, in one piece of at most 16 MiB. */
export async function readGit(repository: Repository, words: readonly string[], options?: GitOptions): Promise<string> {
  return await gather(runGit(repository, words, options), words[0] ?? "git");
}

export type Transport = "https" | "http" | "file";

/**
 * What git prints when it asks another repository over one transport, outside of any repository of ours. No login is
 * ever offered and no redirect followed. The address must stand behind `--end-of-options`.
 */
export async function readGitRemote(
  words: readonly string[],
  transport: Transport,
  options: GitOptions = {},
): Promise<string> {
  return await withRemote(transport, options, (read) => read(words));
}

/** Runs git in a folder of its own, from which it may ask over one transport; the folder is gone afterwards. */
export async function withRemote<T>(
  transport: Transport,
  options: GitOptions,
  work: (read: (words: readonly string[], input?: string) => Promise<string>) => Promise<T>,
): Promise<T> {
  const settings = [`protocol.${transport}.allow=always`, "http.followRedirects=false", "credential.helper="];
  // A folder of our own below the ceiling: nobody's repository, whose settings could send git elsewhere.
  const folder = mkdtempSync(join(tmpdir(), "waybill-git-"));
  const environment = { ...options.environment, GIT_ALLOW_PROTOCOL: transport, GIT_CEILING_DIRECTORIES: tmpdir() };
  try {
    return await work(async (words, input) => {
      const command = words[0] ?? "git";
      const own = { ...options, environment, ...(input !== undefined && { input }) };
      const all = [...settings.flatMap((setting) => ["-c", setting]), ...words];
      return await gather(outputOf(start(folder, all, own), command, own), command);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function gather(output: AsyncIterable<Buffer>, command: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of output) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw failed(command, `it printed more than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const LARGEST_ANSWER = 16 * 1024 * 1024;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function start(folder: string, words: readonly string[], { signal, environment = {} }: GitOptions): Child {
  const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
  return spawn("git", ["--no-pager", "--literal-pathspecs", ...settings, ...words], {
    cwd: folder,
    env: { ...cleanEnvironment(), ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
    ...(signal && { signal }),
  });
}

/** Nothing that begins with GIT_ is handed on: a hook's environment would point git to another repository. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_ASKPASS: "/bin/false",
  };
}

async function endOf(child: Child, command: string, signal?: AbortSignal): Promise<void> {
  const complaint = readComplaint(child.stderr);
  const [code, stopped] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...end) => resolve(end));
  }).catch((fault: unknown) => {
    if (signal?.aborted) throw signal.reason;
    throw isMissing(fault) ? missing() : fault;
  });
  if (code !== 0) throw failed(command, firstLine(await complaint) || `it ended with ${code ?? stopped}`);
}

/** Only the beginning is kept, so that a flood of warnings does not fill the memory. */
async function readComplaint(stream: Readable): Promise<string> {
  let kept = "";
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (kept.length < COMPLAINT_BYTES) kept += chunk.toString("utf8", 0, COMPLAINT_BYTES);
  }
  return kept;
}

function firstLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0] ?? "";
  return line.replace(/[\u0000-\u001f\u007f]/g, "\ufffd").slice(0, 300);
}

function isMissing(fault: unknown): boolean {
  return fault instanceof Error && "code" in fault && fault.code === "ENOENT";
}

function missing(): WaybillError {
  return new WaybillError(
    "git/missing",
    "The program git is not here, and a git repository cannot be read without it.",
    "Install git (Debian: apt-get install git; Alpine: apk add git), or name the folder as dir:PATH to read its files alone.",
  );
}

function failed(command: string, why: string): WaybillError {
  return new WaybillError(
    "git/failed",
    `git ${command} failed: ${why}`,
    "Look whether `git fsck` is content with the repository, or name the folder as dir:PATH to read its files alone.",
  );
}
