import type { Place } from "../../../core/place.ts";
import type { OpenFile, WholeReader } from "../../../core/reader.ts";
import { type OwnedFile, type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { eachLine, wholeLines } from "../lines.ts";
import { mayHoldPackage } from "../owned-paths.ts";
import { nameOfSupplier } from "../supplier.ts";

const DATABASES = new Set(["lib/apk/db/installed", "usr/lib/apk/db/installed"]);

/** What one record of the database says; the letters are those of the apk-package(5) and apk database format. */
interface Record {
  readonly line: number;
  readonly fields: Map<string, string>;
  readonly owns: OwnedFile[];
}

/** The packages of Alpine and its kin, from apk's database: one record a package, fields of one letter. */
export const apkInstalled: WholeReader<PackageFact | UnreadFact> = {
  id: "inventory/apk-installed",
  version: 4,
  wants: ({ type, path }) => type === "file" && DATABASES.has(path),
  *read(file) {
    const { text, cut } = wholeLines(file.text());
    const { records, broken } = readRecords(text);
    for (const record of records) yield asPackage(file, record);
    const [line] = broken;
    if (line !== undefined) {
      yield unreadAt({ ...file.place, line }, `${broken.length} line(s) of the package database are no field`);
    }
    if (cut !== undefined) yield unreadAt({ ...file.place, line: cut }, "the package database is cut short");
  },
};

function readRecords(text: string): { records: Record[]; broken: number[] } {
  const records: Record[] = [];
  const broken: number[] = [];
  let record: Record | undefined;
  let directory = "";
  let path = "";
  eachLine(text, (line, number) => {
    if (line === "") {
      record = undefined;
      return;
    }
    if (line[1] !== ":") {
      broken.push(number);
      return;
    }
    if (record === undefined) {
      record = { line: number, fields: new Map(), owns: [] };
      records.push(record);
      directory = "";
    }
    const letter = line.slice(0, 1);
    const value = line.slice(2);
    if (letter === "F") directory = value;
    else if (letter === "R") path = directory === "" ? value : `${directory}/${value}`;
    else if (letter === "Z") own(record, path, value);
    else if ("PVALoDpm".includes(letter)) record.fields.set(letter, value);
  });
  return { records, broken };
}

/** `Z:Q1…` is the SHA-1 of the file before it, in base 64. */
function own({ owns }: Record, path: string, checksum: string): void {
  if (!mayHoldPackage(path)) return;
  const sha1 = checksum.startsWith("Q1") ? Buffer.from(checksum.slice(2), "base64").toString("hex") : "";
  owns.push({ path, ...(sha1.length === 40 && { sum: `sha1:${sha1}` }) });
}

function asPackage(file: OpenFile, { fields, line, owns }: Record): PackageFact | UnreadFact {
  const at: Place = { ...file.place, line };
  const name = fields.get("P");
  const version = fields.get("V");
  if (!name || !version) return unreadAt(at, "a package of the database has no name or no version");
  const license = fields.get("L");
  const supplier = nameOfSupplier(fields.get("m"));
  return {
    kind: "package",
    at,
    identity: { by: "distribution", type: "apk", architecture: fields.get("A") ?? "" },
    name,
    version,
    source: { name: fields.get("o") || name, version },
    licenses: license ? [license] : [],
    ...(supplier !== undefined && { supplier }),
    relation: "installed",
    realm: { by: "name", within: "apk" },
    key: name,
    provides: namesIn(fields.get("p")),
    needs: namesIn(fields.get("D")).map((name) => [name]),
    owns,
  };
}

/** `so:libc.musl-x86_64.so.1 busybox>=1.36 !uclibc` → the names without versions; a `!` is a conflict. */
function namesIn(field = ""): string[] {
  return field
    .split(" ")
    .filter((word) => word !== "" && !word.startsWith("!"))
    .map(withoutVersion)
    .filter(Boolean);
}

function withoutVersion(word: string): string {
  for (let end = 0; end < word.length; end++) {
    if ("<>=~@".includes(word[end] ?? "")) return word.slice(0, end);
  }
  return word;
}
