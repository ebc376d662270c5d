import type { StreamReader } from "../../core/reader.ts";
import type { ProgramFact } from "../facts.ts";

/** Smaller than any program that does something. */
const SMALLEST = 1024;
const LIBRARY = /\.(?:so(?:\.[\w.]+)?|node|dylib|pyd|dll|ko|a|o)$/;

/** Every program for a processor, by its first bytes: scripts are readable, and what they say others judge. */
export const programHeads: StreamReader<ProgramFact> = {
  id: "inventory/program-heads",
  version: 1,
  wants: ({ type, path, size, mode }) =>
    type === "file" && size >= SMALLEST && ((mode & 0o111) !== 0 || path.endsWith(".exe")) && !LIBRARY.test(path),
  open: ({ size }, at) => {
    let head = Buffer.alloc(0);
    return {
      push: (chunk) => {
        head = Buffer.concat([head, chunk.subarray(0, 4)]).subarray(0, 4);
        return head.length < 4;
      },
      end: () => {
        const format = formatOf(head);
        return format === undefined ? [] : [{ kind: "program", at, bytes: size, format }];
      },
    };
  },
};

/** The magic numbers of ELF, of DOS and Windows (PE), and of Mach-O in both byte orders, thin and for several processors. */
function formatOf(head: Buffer): ProgramFact["format"] | undefined {
  if (head.length < 4) return undefined;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return "ELF";
  if (magic >>> 16 === 0x4d5a) return "PE";
  if ([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(magic)) return "Mach-O";
  return undefined;
}
