import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { golangNamed } from "./purl.ts";

const LIST = "vendor/modules.txt";

/**
 * The modules whose sources Go has copied into a project: exactly what is built, and which of it the project itself
 * asks for (`## explicit`). A vendored tree in a vendored tree is somebody else's.
 */
export const goVendored: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/go-vendored",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) =>
    type === "file" &&
    path.endsWith(LIST) &&
    isProject(path.slice(0, -LIST.length)) &&
    (path.length === LIST.length || path[path.length - LIST.length - 1] === "/"),
  *read(file) {
    const { modules, broken } = readModules(file.text());
    for (const { path, version, line, explicit } of modules) {
      const at = { ...file.place, line };
      if (version === undefined) {
        yield passedOverAt(at, "withoutVersion", "replaced by a directory, which has no version");
      } else {
        yield asPackage({
          at,
          purl: golangNamed(path),
          name: path,
          version,
          relation: "declared",
          within: file.path,
          scope: "production",
          direct: explicit,
        });
      }
    }
    const [line] = broken;
    if (line !== undefined) {
      yield unreadAt({ ...file.place, line }, `${broken.length} line(s) of modules.txt are not as Go writes them`);
    }
  },
};

function isProject(folder: string): boolean {
  return !folder.includes("vendor/") && !folder.includes("node_modules/") && !folder.includes("pkg/mod/");
}

interface Module {
  readonly path: string;
  readonly version: string | undefined;
  readonly line: number;
  explicit: boolean;
}

/** `# path version`, or with a replacement `# path version => path version`; then markers, then its packages. */
function readModules(text: string): { modules: Module[]; broken: number[] } {
  const modules: Module[] = [];
  const broken: number[] = [];
  eachLine(text, (line, number) => {
    const words = line.split(" ").filter(Boolean);
    const [mark, path, ...rest] = words;
    if (mark === "##") {
      const last = modules.at(-1);
      if (last !== undefined && words.some((word) => word.startsWith("explicit"))) last.explicit = true;
    } else if (mark === "#" && path !== undefined) {
      const arrow = rest.indexOf("=>");
      const [replacement, version] = rest.slice(arrow + 1);
      // Without a version in front, the line only repeats a replacement of all versions.
      if (arrow === 0) return;
      if (arrow === -1) modules.push({ path, version: rest[0], line: number, explicit: false });
      else
        modules.push({
          path: version === undefined ? path : (replacement ?? path),
          version,
          line: number,
          explicit: false,
        });
    } else if (words.length !== 1 || !/^[\w.~@/+-]+$/.test(mark ?? "")) {
      if (words.length > 0) broken.push(number);
    }
  });
  return { modules, broken };
}
