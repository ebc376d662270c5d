import type { Readable } from "node:stream";
import { WaybillError } from "../../core/errors.ts";
import type { Gap } from "../../core/gap.ts";
import type { Limits } from "../../core/limits.ts";
import type { Opened, Stratum } from "../../core/source.ts";
import { NAMELESS } from "../files/open-directory.ts";
import { INPUT_PATH, type InputLocator } from "./walk-input.ts";

/**
 * Opens what is piped in as a tree of one file. It is held in memory, up to the limit for one file, and never written
 * anywhere. @throws WaybillError at a terminal, where nothing is piped in
 */
export async function openInput(
  ref: string,
  limits: Limits,
  input: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<Opened> {
  if (input.isTTY === true) {
    throw new WaybillError(
      "sources/no-input",
      "Nothing is piped in.",
      "Write `… | waybill secrets -`, or name a path.",
    );
  }
  const chunks: Buffer[] = [];
  const gaps: Gap[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limits.wholeFileBytes) chunks.push(chunk);
    else {
      gaps.push({
        where: INPUT_PATH,
        reason: `larger than ${limits.wholeFileBytes} bytes: nothing of it was looked at`,
      });
      break;
    }
  }
  return {
    target: { kind: "directory", ref },
    strata: gaps.length > 0 ? [] : [stratumOf(Buffer.concat(chunks))],
    facts: [],
    gaps,
    leftOut: {},
    identity: NAMELESS,
    close: async () => {},
  };
}

function stratumOf(bytes: Uint8Array): Stratum {
  return {
    form: "input",
    locator: { bytes } satisfies InputLocator,
    index: 0,
    history: false,
    weight: bytes.length,
  };
}
