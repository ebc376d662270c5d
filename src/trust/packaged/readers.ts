import { createHash } from "node:crypto";
import type { StreamReader, WholeReader } from "../../core/reader.ts";
import type { Diversions, FileHash, PackagedHashes } from "../facts.ts";

const PROGRAM_PLACES = /^(?:usr\/)?(?:bin|sbin|lib|lib32|lib64|libexec)\//;

/** On a merged /usr, `lib/x` and `usr/lib/x` are one file, and package lists name either. */
export function withoutUsr(path: string): string {
  return path.startsWith("usr/") ? path.slice(4) : path;
}

/** dpkg's own lists of what each package's files hash to. Configuration files are not in them. */
export const packagedHashes: WholeReader<PackagedHashes> = {
  id: "trust/packaged-hashes",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ path, type }) => type === "file" && path.startsWith("var/lib/dpkg/info/") && path.endsWith(".md5sums"),
  read: function* ({ path, place, text }) {
    const name = path.slice("var/lib/dpkg/info/".length, -".md5sums".length).replace(/:[a-z0-9-]+$/, "");
    const files = text()
      .split("\n")
      .flatMap((line): [string, string][] => {
        const file = line.slice(34);
        return /^[0-9a-f]{32} {2}/.test(line) && PROGRAM_PLACES.test(file)
          ? [[withoutUsr(file), line.slice(0, 32)]]
          : [];
      });
    if (files.length > 0) yield { kind: "packaged-hashes", at: place, package: name, files };
  },
};

export const diversions: WholeReader<Diversions> = {
  id: "trust/diversions",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ path, type }) => type === "file" && path === "var/lib/dpkg/diversions",
  read: function* ({ place, text }) {
    const lines = text().split("\n");
    const paths = lines.filter((_, index) => index % 3 !== 2).map((line) => withoutUsr(line.replace(/^\//, "")));
    yield { kind: "diversions", at: place, paths };
  },
};

/** MD5 of every program and library, since that is what dpkg wrote down: it shows changes, not forgery. */
export const programHashes: StreamReader<FileHash> = {
  id: "trust/program-hashes",
  version: 1,
  wants: ({ path, type, mode }, { target }) =>
    (target === "image" || target === "rootfs") &&
    type === "file" &&
    PROGRAM_PLACES.test(path) &&
    ((mode & 0o111) !== 0 || /\.so(?:\.[\d.]+)?$/.test(path)),
  open: (_, place) => {
    const hash = createHash("md5");
    let first = true;
    let isElf = true;
    return {
      push: (chunk) => {
        if (first)
          isElf = chunk.length >= 4 && chunk[0] === 0x7f && chunk[1] === 0x45 && chunk[2] === 0x4c && chunk[3] === 0x46;
        first = false;
        if (isElf) hash.update(chunk);
        return isElf;
      },
      end: () => (isElf && !first ? [{ kind: "file-hash", at: place, md5: hash.digest("hex") }] : []),
    };
  },
};
