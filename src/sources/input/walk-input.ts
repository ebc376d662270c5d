import { NO_PATHS } from "../../core/path-list.ts";
import type { Entry, Stratum, Visitor, Walked } from "../../core/source.ts";
import { deliverBytes } from "../delivery.ts";

/** The name under which findings tell of what was piped in. */
export const INPUT_PATH = "standard-input";

/** The words in which a stratum of piped-in bytes says what they are: themselves. */
export type InputLocator = { readonly bytes: Uint8Array };

/** Hands over what was piped in. */
export async function walkInput(stratum: Stratum, visitor: Visitor): Promise<Walked> {
  const { bytes } = stratum.locator as unknown as InputLocator;
  const entry: Entry = { path: INPUT_PATH, type: "file", size: bytes.length, mode: 0o600 };
  const want = visitor.want(entry);
  deliverBytes(visitor, entry, want, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  return { entries: 1, bytes: want === "nothing" ? 0 : bytes.length, removed: [], opaque: [], present: NO_PATHS };
}
