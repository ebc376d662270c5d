import type { WholeReader } from "../../../core/reader.ts";
import type { PackageLicensesFact } from "../../facts.ts";
import { readCopyright } from "./licenses.ts";

const DIRECTORY = "usr/share/doc/";
const FILE = "/copyright";

/** The licences of Debian's packages, which its database does not hold: each package brings a file that names them. */
export const dpkgCopyright: WholeReader<PackageLicensesFact> = {
  id: "inventory/dpkg-copyright",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    path.startsWith(DIRECTORY) &&
    path.endsWith(FILE) &&
    path.indexOf("/", DIRECTORY.length) === path.length - FILE.length,
  *read(file) {
    const licenses = readCopyright(file.text());
    const owner = file.path.slice(DIRECTORY.length, -FILE.length);
    if (licenses.length > 0) yield { kind: "package-licenses", at: file.place, type: "deb", owner, licenses };
  },
};
