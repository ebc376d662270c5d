import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { eachLine } from "../lines.ts";
import { isVendored } from "../vendored.ts";

interface Pod {
  readonly line: number;
  readonly name: string;
  readonly version: string;
  readonly needs: Set<string>;
}

/** The lock file of CocoaPods. The parts of a pod, `Firebase/Core`, are one package with it. */
export const podfileLock: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/podfile-lock",
  version: 2,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "Podfile.lock") && !isVendored(path),
  *read(file) {
    const { pods, direct, hasPods, broken } = readLock(file.text());
    if (!hasPods) yield unreadAt(file.place, "not readable as a lock file of CocoaPods");
    for (const { line, name, version, needs } of pods.values()) {
      yield asPackage({
        at: { ...file.place, line },
        purl: { type: "cocoapods", name },
        name,
        version,
        relation: "declared",
        within: file.path,
        needs: [...needs].filter((need) => need !== name),
        direct: direct.has(name),
      });
    }
    if (broken !== undefined) {
      yield unreadAt({ ...file.place, line: broken }, "a line of the lock file is not as CocoaPods writes it");
    }
  },
};

interface PodfileLock {
  readonly pods: Map<string, Pod>;
  readonly direct: Set<string>;
  hasPods: boolean;
  broken?: number;
}

function readLock(text: string): PodfileLock {
  const lock: PodfileLock = { pods: new Map(), direct: new Set(), hasPods: false };
  let section = "";
  let pod: Pod | undefined;
  eachLine(text, (line, number) => {
    const content = line.trimStart();
    const indent = line.length - content.length;
    if (content !== "" && indent === 0) {
      section = content;
      if (!/^[A-Z][A-Z0-9 ]*:/.test(section)) lock.broken ??= number;
      lock.hasPods ||= section === "PODS:";
      return;
    }
    if (!content.startsWith("- ")) return;
    const { name, version } = called(content.slice(2));
    if (section === "DEPENDENCIES:") lock.direct.add(name);
    if (section !== "PODS:") return;
    if (indent > 2) pod?.needs.add(name);
    else if (version === "") lock.broken ??= number;
    else {
      pod = lock.pods.get(name) ?? { line: number, name, version, needs: new Set() };
      lock.pods.set(name, pod);
    }
  });
  return lock;
}

/** `"GoogleUtilities/Logger (7.11.0)":` → the pod and its version. */
function called(content: string): { name: string; version: string } {
  const plain = content.replaceAll('"', "").replace(/:$/, "");
  const open = plain.indexOf(" (");
  const written = open === -1 ? plain.trim() : plain.slice(0, open);
  const version = open === -1 || !plain.endsWith(")") ? "" : plain.slice(open + 2, -1);
  return { name: written.split("/", 1)[0] ?? written, version: /^[0-9]/.test(version) ? version : "" };
}
