import type { OpenFile, WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import type { ImageAccount, ImageFolder, SetuidProgram } from "./facts.ts";

const SETUID = 0o4000;
const SETGID = 0o2000;
const EXECUTABLE = 0o111;

/** Reads what an image's files say of who may become whom: programs that run as their owner, accounts, folders. */
export const imageFilesReader: WholeReader<SetuidProgram | ImageAccount | ImageFolder> = {
  id: "config/image-files",
  version: 2,
  wants: ({ path, type, mode }, { target }) =>
    target === "image" &&
    (type === "directory" || (type === "file" && (isSetuid(mode) || path === "etc/shadow" || path === "etc/passwd"))),
  read: function* (file) {
    const { path, place, entry } = file;
    if (entry.type === "directory") {
      yield { kind: "image-folder", at: place, subject: subject("file", path), path, mode: entry.mode };
      return;
    }
    if (isSetuid(file.entry.mode)) yield setuidProgram(file);
    if (file.path === "etc/shadow" || file.path === "etc/passwd") yield* accountsIn(file);
  },
};

function isSetuid(mode: number): boolean {
  return (mode & (SETUID | SETGID)) !== 0 && (mode & EXECUTABLE) !== 0;
}

function setuidProgram({ entry, path, place }: OpenFile): SetuidProgram {
  const byUser = (entry.mode & SETUID) !== 0;
  const owner = !byUser ? "group" : (entry.uid ?? 0) === 0 ? "root" : "another user";
  return { kind: "setuid-program", at: place, subject: subject("file", path), path, owner };
}

/** Accounts that are looked at in one file. */
const MOST = 1_000;

function* accountsIn({ path, place, text }: OpenFile): Iterable<ImageAccount> {
  for (const [index, line] of text().split("\n", MOST).entries()) {
    const [name, password] = line.split(":", 2);
    if (name === undefined || name === "" || password === undefined) continue;
    const at = { ...place, line: index + 1 };
    yield { kind: "image-account", at, subject: subject("file", path), name, hasNoPassword: password === "" };
  }
}
