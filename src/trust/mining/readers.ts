import type { StreamReader, WholeReader } from "../../core/reader.ts";
import type { MiningSign } from "../facts.ts";
import { programSign, type Sign, signsIn, startsThings, startUpSign } from "./signs.ts";

const LARGEST_TEXT = 256 * 1024;

const TEXT_NAMES =
  /(?:^|\/)(?:config|pools|xmrig|miner)[\w.-]*\.(?:json|txt|conf|ya?ml)$|\.(?:sh|bash|py|pl|service|timer|cron)$/i;

/** Configurations, scripts and start-up files. */
export const miningTexts: WholeReader<MiningSign> = {
  id: "trust/mining-texts",
  version: 1,
  wants: ({ path, type, size }, { target }) =>
    isImage(target) && type === "file" && size <= LARGEST_TEXT && (startsThings(path) || TEXT_NAMES.test(path)),
  read: function* ({ path, place, bytes }) {
    if (bytes.subarray(0, 8192).includes(0)) return;
    const text = bytes.toString("latin1");
    const startUp = startsThings(path) ? startUpSign(text) : undefined;
    for (const sign of [...signsIn(text), ...(startUp === undefined ? [] : [startUp])])
      yield { kind: "mining-sign", at: place, ...sign };
  },
};

/** Bytes kept from one chunk to the next, so that a sign across their border is seen. */
const CARRY = 256;

const FIRST_PARTS = ["stratum", "donate-level"].map((text) => Buffer.from(text));

/** Places of one part that are looked at in one chunk; a program has few, and a hostile one could have thousands. */
const MOST_PLACES = 64;

/** Programs: by their name, and by what a miner's program cannot hide, the addresses that it speaks with. */
export const miningPrograms: StreamReader<MiningSign> = {
  id: "trust/mining-programs",
  version: 1,
  wants: ({ path, type, mode }, { target }) =>
    isImage(target) && type === "file" && (mode & 0o111) !== 0 && !path.endsWith(".so"),
  open: ({ path }, place) => {
    const named = programSign(path);
    const signs = new Map<string, Sign>(named === undefined ? [] : [[named.sign, named]]);
    let carry = Buffer.alloc(0);
    let first = true;
    return {
      push: (chunk) => {
        const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        if (first && !isProgram(bytes)) return false;
        first = false;
        const border = Buffer.concat([carry, bytes.subarray(0, CARRY)]);
        for (const part of [border, bytes]) {
          for (const at of placesOf(part))
            for (const sign of signsIn(part.toString("latin1", Math.max(0, at - 64), at + 192)))
              signs.set(sign.sign, sign);
        }
        carry = Buffer.from(bytes.subarray(Math.max(0, bytes.length - CARRY)));
        return true;
      },
      end: () => [...signs.values()].map((sign) => ({ kind: "mining-sign", at: place, ...sign })),
    };
  },
};

function* placesOf(bytes: Buffer): Iterable<number> {
  for (const part of FIRST_PARTS) {
    let at = bytes.indexOf(part);
    for (let count = 0; at !== -1 && count < MOST_PLACES; count++) {
      yield at;
      at = bytes.indexOf(part, at + part.length);
    }
  }
}

/** ELF, or a script with its interpreter's line. */
function isProgram(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46])) ||
    bytes.subarray(0, 2).toString("latin1") === "#!"
  );
}

function isImage(target: string): boolean {
  return target === "image" || target === "rootfs";
}
