import type { WholeReader } from "../../../core/reader.ts";
import type { OwnedFilesFact } from "../../facts.ts";
import { worthOwning } from "../owned-paths.ts";

const INFO = "var/lib/dpkg/info/";
const STATUS_DIRECTORY = "var/lib/dpkg/status.d/";

/**
 * Which files a Debian package owns: dpkg's `info/NAME.list`, and `status.d/NAME.md5sums` in images without dpkg.
 * What a language's own package manager did not install there is answered for by the distribution.
 */
export const dpkgOwnedFiles: WholeReader<OwnedFilesFact> = {
  id: "inventory/dpkg-owned-files",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    ((path.startsWith(INFO) && path.endsWith(".list")) ||
      (path.startsWith(STATUS_DIRECTORY) && path.endsWith(".md5sums"))),
  *read(file) {
    const fileName = file.path.slice(file.path.lastIndexOf("/") + 1);
    const paths = worthOwning(fileName.endsWith(".md5sums") ? withoutSums(file.text()) : file.text());
    if (paths.length === 0) return;
    yield {
      kind: "owned-files",
      at: file.place,
      type: "deb",
      owner: fileName.slice(0, fileName.lastIndexOf(".")),
      paths,
    };
  },
};

/** `0cc175b9c0f1b6a831c399e269772661  usr/bin/a` → `usr/bin/a`. */
function withoutSums(text: string): string {
  return text.replaceAll(/^[0-9a-f]{32} [ *]/gm, "");
}
