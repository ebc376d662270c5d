import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

export interface FakeFile {
  readonly text?: string;
  readonly mode?: number;
  /** Of a link: where it leads to. */
  readonly linkTo?: string;
  readonly isFolder?: boolean;
}

export interface FakeNodePlan {
  /** By their paths from the machine's root. */
  readonly files?: Readonly<Record<string, string | FakeFile>>;
  /** The command lines of what runs; none at all is a machine whose /proc is not shown. */
  readonly processes?: readonly (readonly string[])[];
  /** `NAME=value`, by a program's name. */
  readonly environments?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The root of a machine in a folder, with its `/proc`. Whoever runs the test is called root there, and the process with number
 * 1 is always shown.
 */
export function fakeNode({ files = {}, processes, environments = {} }: FakeNodePlan): TemporaryFolder {
  const folder = temporaryFolder();
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  put(folder.path, "/etc/passwd", `root:x:${uid}:${gid}::/:/bin/sh\netcd:x:54321:54321::/:/bin/false\n`);
  put(folder.path, "/etc/group", `root:x:${gid}:\netcd:x:54321:\n`);
  for (const [path, file] of Object.entries(files)) put(folder.path, path, file);
  const shown = processes === undefined ? [] : [["/sbin/init"], ...processes];
  for (const [index, words] of shown.entries()) {
    const name = (words[0] ?? "").replace(/^.*\//, "");
    const proc = `/proc/${index === 0 ? 1 : 1_000 + index}`;
    put(folder.path, `${proc}/cmdline`, `${words.join("\0")}\0`);
    put(folder.path, `${proc}/comm`, `${name.slice(0, 15)}\n`);
    put(folder.path, `${proc}/environ`, (environments[name] ?? []).map((line) => `${line}\0`).join(""));
  }
  return folder;
}

function put(root: string, path: string, file: string | FakeFile): void {
  const { text = "", mode, linkTo, isFolder } = typeof file === "string" ? { text: file } : file;
  const outside = join(root, path);
  mkdirSync(dirname(outside), { recursive: true });
  if (linkTo !== undefined) symlinkSync(linkTo, outside);
  else if (isFolder === true) mkdirSync(outside, { recursive: true });
  else writeFileSync(outside, text);
  if (mode !== undefined) chmodSync(outside, mode);
}
