import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../narrow.ts";

const RECEIPT = "/INSTALL_RECEIPT.json";
const CORE = "homebrew/core";

/** What Homebrew has installed: the receipt that lies in `Cellar/NAME/VERSION`. */
export const homebrewInstalled: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/homebrew-installed",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(RECEIPT) && kegOf(path) !== undefined,
  *read(file) {
    const keg = kegOf(file.path);
    const receipt = fieldsOf(parseJson(file.text()));
    if (keg === undefined || receipt === undefined) {
      yield unreadAt(file.place, "not readable as a receipt of Homebrew");
      return;
    }
    const tap = textOf(fieldsOf(receipt["source"])?.["tap"])?.toLowerCase();
    yield asPackage({
      at: file.place,
      purl: {
        type: "brew",
        name: keg.name.toLowerCase(),
        ...(tap !== undefined && tap !== CORE && { namespace: tap }),
      },
      name: keg.name,
      version: keg.version,
      relation: "installed",
      within: `brew ${keg.cellar}`,
      needs: needsIn(receipt),
    });
  },
};

/** `…/Cellar/openssl@3/3.2.1/INSTALL_RECEIPT.json` */
function kegOf(path: string): { cellar: string; name: string; version: string } | undefined {
  const parts = path.split("/");
  const [name, version] = parts.slice(-3, -1);
  if (parts.at(-4) !== "Cellar" || !name || !version) return undefined;
  return { cellar: parts.slice(0, -3).join("/"), name, version };
}

/** The names of what runs with it; one from a tap of its own stands with the tap in front. */
function needsIn(receipt: Fields): string[] {
  const written = receipt["runtime_dependencies"];
  return (Array.isArray(written) ? (written as unknown[]) : [])
    .map((need) => textOf(fieldsOf(need)?.["full_name"])?.split("/").at(-1))
    .filter((name) => name !== undefined);
}
