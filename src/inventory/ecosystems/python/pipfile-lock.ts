import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage, isNamed } from "../as-package.ts";
import { fieldsOf, parseJson, textOf } from "../narrow.ts";
import { isVendored } from "../vendored.ts";
import { foldName } from "./names.ts";

const GROUPS = { default: "production", develop: "development" } as const;
/** `_meta` and the groups of a lock. Others are groups that a project made up: they are needed for development. */
const ABOUT = "_meta";

/** Pipenv's lock file: flat, with neither edges nor what the project itself asks for. */
export const pipfileLock: WholeReader<PackageFact | PassedOverFact | UnreadFact> = {
  id: "inventory/python-pipfile-lock",
  version: 1,
  limit: 16 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && isNamed(path, "Pipfile.lock") && !isVendored(path),
  *read(file) {
    const lock = fieldsOf(parseJson(file.text()));
    if (lock === undefined || fieldsOf(lock[ABOUT]) === undefined) {
      yield unreadAt(file.place, "not readable as a lock file of Pipenv");
      return;
    }
    for (const [group, entries] of Object.entries(lock)) {
      if (group === ABOUT) continue;
      for (const [written, entry] of Object.entries(fieldsOf(entries) ?? {})) {
        const version = textOf(fieldsOf(entry)?.["version"]);
        if (version === undefined || !version.startsWith("==")) {
          yield passedOverAt(file.place, "withoutVersion", "locked without a version");
          continue;
        }
        const name = foldName(written);
        yield asPackage({
          at: file.place,
          purl: { type: "pypi", name },
          name,
          version: version.replace(/^={2,3}/, ""),
          relation: "declared",
          within: file.path,
          scope: Object.hasOwn(GROUPS, group) ? GROUPS[group as keyof typeof GROUPS] : "development",
        });
      }
    }
  },
};
