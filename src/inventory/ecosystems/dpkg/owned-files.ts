import type { WholeReader } from "../../../core/reader.ts";
import type { OwnedFile, OwnedFilesFact } from "../../facts.ts";
import { eachLine } from "../lines.ts";
import { isManifest, mayHoldPackage } from "../owned-paths.ts";

const INFO = "var/lib/dpkg/info/";
const STATUS_DIRECTORY = "var/lib/dpkg/status.d/";
const SUMS = ".md5sums";
/** `0cc175b9c0f1b6a831c399e269772661`, two blanks. */
const SUM_LENGTH = 32;

/**
 * Which files a Debian package owns: dpkg's `info/NAME.list` and `info/NAME.md5sums`, and `status.d/NAME.md5sums` in
 * images without dpkg. What a language's own package manager did not install there is the distribution's to mend.
 */
export const dpkgOwnedFiles: WholeReader<OwnedFilesFact> = {
  id: "inventory/dpkg-owned-files",
  version: 2,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    ((path.startsWith(INFO) && (path.endsWith(".list") || path.endsWith(SUMS))) ||
      (path.startsWith(STATUS_DIRECTORY) && path.endsWith(SUMS))),
  *read(file) {
    const fileName = file.path.slice(file.path.lastIndexOf("/") + 1);
    const files = fileName.endsWith(SUMS) ? filesWithSums(file.text()) : filesIn(file.text());
    if (files.length === 0) return;
    yield {
      kind: "owned-files",
      at: file.place,
      type: "deb",
      owner: fileName.slice(0, fileName.lastIndexOf(".")),
      files,
    };
  },
};

/** A directory stands in the list before what lies in it. */
function filesIn(list: string): OwnedFile[] {
  const files: OwnedFile[] = [];
  eachLine(list, (line) => {
    const path = line.startsWith("/") ? line.slice(1) : line;
    const before = files.at(-1)?.path;
    if (before !== undefined && path.startsWith(`${before}/`)) files.pop();
    if (mayHoldPackage(path)) files.push({ path });
  });
  return files;
}

/** Programs are too large to be held and summed: for them the list is enough. */
function filesWithSums(text: string): OwnedFile[] {
  const files: OwnedFile[] = [];
  eachLine(text, (line) => {
    const path = line.slice(SUM_LENGTH + 2);
    if (line[SUM_LENGTH] === " " && isManifest(path)) files.push({ path, sum: `md5:${line.slice(0, SUM_LENGTH)}` });
  });
  return files;
}
