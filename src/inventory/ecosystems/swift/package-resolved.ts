import * as z from "zod";
import type { Purl } from "../../../core/purl.ts";
import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { parseJson } from "../narrow.ts";
import { isVendored } from "../vendored.ts";

const State = z.object({ version: z.string().nullish() });
const Pin = z.object({ location: z.string().min(1), state: State });
const PinOfOld = z
  .object({ repositoryURL: z.string().min(1), state: State })
  .transform(({ repositoryURL, state }) => ({ location: repositoryURL, state }));

export const PackageResolved = z.union([
  z.object({ pins: z.array(Pin) }),
  z.object({ object: z.object({ pins: z.array(PinOfOld) }) }).transform(({ object }) => object),
]);

/** The pins of Swift's package manager in their versions 1 to 3. A package is called by its repository. */
export const packageResolved: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/swift-package-resolved",
  version: 1,
  limit: 8 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "Package.resolved") && !isVendored(path),
  *read(file) {
    const resolved = PackageResolved.safeParse(parseJson(file.text()));
    if (!resolved.success) {
      yield unreadAt(file.place, "not readable as the pins of a Swift package");
      return;
    }
    for (const { location, state } of resolved.data.pins) {
      const purl = purlOf(location);
      if (!state.version) yield passedOverAt(file.place, "withoutVersion", "pinned to a branch or a commit");
      else if (purl === undefined) yield unreadAt(file.place, "a pin names no repository");
      else {
        yield asPackage({
          at: file.place,
          purl,
          name: `${purl.namespace}/${purl.name}`,
          version: state.version,
          relation: "declared",
          within: file.path,
        });
      }
    }
  },
};

/** `https://host/owner/name.git` and `git@host:owner/name.git` → `pkg:swift/host/owner/name`. */
function purlOf(location: string): (Omit<Purl, "version"> & { namespace: string }) | undefined {
  const plain = location
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^/@]*@/, "")
    .replace(":", "/")
    .replace(/\.git$/, "");
  const parts = plain.split("/").filter((part) => part !== "");
  const name = parts.pop();
  return name === undefined || parts.length === 0 ? undefined : { type: "swift", namespace: parts.join("/"), name };
}
