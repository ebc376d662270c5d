import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** CredData's word on a stretch of lines: a credential, none, or what it does not decide. */
export type Truth = "T" | "F" | "X";

/** Lines of one file that a person judged. */
export interface Label {
  /** First eight digits of the SHA-256 of the file's path. */
  readonly file: string;
  /** From 1, both included. */
  readonly first: number;
  readonly last: number;
  readonly truth: Truth;
  readonly categories: readonly string[];
}

/** A repository at the commit that was judged. */
export interface Judged {
  /** CredData's name for it: CRC-32 of the commit and its padding, eight digits. */
  readonly id: string;
  /** `owner/name` at GitHub. */
  readonly name: string;
  readonly commit: string;
}

const OWNER_AND_NAME = /github\.com\/([^/]+\/[^/]+?)(?:\.git)?\/?$/;

/**
 * The repositories of CredData's `snapshot.json` that rules may be fitted to. Those whose id ends in c, d, e or f are
 * kept apart for a last judgement, and openssl is left out, which holds a third of all true lines.
 */
export function developmentRepositories(snapshot: Readonly<Record<string, string>>): Judged[] {
  return Object.entries(snapshot)
    .map(([key, url]): Judged => {
      const id = crc32(Buffer.from(key, "hex")).toString(16).padStart(8, "0");
      return { id, name: OWNER_AND_NAME.exec(url)?.[1] ?? url, commit: key.slice(0, 40) };
    })
    .filter(({ id, name }) => !/[c-f]$/.test(id) && name !== "openssl/openssl")
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The rows of one of CredData's `meta/*.csv`. @throws when a row has another form, so that none is lost silently */
export function readLabels(csv: string): Label[] {
  const [head = "", ...rows] = csv.trim().split(/\r?\n/);
  const columns = head.split(",");
  return rows.map((row) => {
    const cells = row.split(",");
    const cell = (name: string) => cells[columns.indexOf(name)] ?? "";
    const truth = cell("GroundTruth");
    if (cells.length !== columns.length || (truth !== "T" && truth !== "F" && truth !== "X"))
      throw new Error(`CredData has a row of a form that is not known here: ${row}`);
    return {
      file: cell("FileID"),
      first: Number(cell("LineStart")),
      last: Number(cell("LineEnd")),
      truth,
      categories: cell("Category").split(":"),
    };
  });
}

export function fileId(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 8);
}
