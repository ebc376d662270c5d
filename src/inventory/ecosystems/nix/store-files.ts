import type { StreamReader } from "../../../core/reader.ts";
import type { PackageFact } from "../../facts.ts";
import { nixPackage } from "./nix-package.ts";
import { storePathOf } from "./store-path.ts";

/** Deeper files are not asked for: what a path holds shows near its top, and a store has millions of files. */
const DEEPEST = "nix/store/PATH/share/NAME/FILE".split("/").length;

/** The paths of a store of Nix by the files that lie in them: most images are made without the store's database. */
export const nixStoreFiles: StreamReader<PackageFact> = {
  id: "inventory/nix-store-files",
  version: 1,
  wants: ({ type, path }) => type === "file" && path.startsWith("nix/store/") && isNearTop(path) && isPackaged(path),
  open: ({ path }, place) => ({
    push: () => false,
    end: () => {
      const own = storePathOf(path);
      return own === undefined ? [] : [nixPackage(place, own, [])];
    },
  }),
};

function isNearTop(path: string): boolean {
  let parts = 1;
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) parts++;
  return parts <= DEEPEST;
}

function isPackaged(path: string): boolean {
  return storePathOf(path) !== undefined;
}
