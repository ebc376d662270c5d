import type { StreamReader } from "../../../core/reader.ts";
import type { PackageFact } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import type { Signature } from "./signature.ts";
import { signatureFor } from "./signatures.ts";

/** Smaller than any program; scripts of the same name are smaller. */
const SMALLEST = 8 * 1024;
/** Longer than any version with what proves it. */
const BESIDE = 64;

/** Well-known programs by what they say of themselves, whoever put them there. */
export const wellKnownProgram: StreamReader<PackageFact> = {
  id: "inventory/well-known-program",
  version: 2,
  wants: ({ type, path, size }) => type === "file" && size >= SMALLEST && signatureFor(path) !== undefined,
  open: ({ path }, at) => {
    const signature = signatureFor(path);
    const search = signature && new VersionSearch(signature);
    return {
      push: (chunk) => search?.push(chunk) ?? false,
      end: () => {
        const version = search?.end();
        if (signature === undefined || version === undefined) return [];
        const { product } = signature;
        return [
          asPackage({
            at,
            purl: { type: "generic", name: product },
            name: product,
            version,
            relation: "installed",
            within: `program ${path}`,
          }),
        ];
      },
    };
  },
};

/** Searches a program as its bytes come; holds back no more than a mark and what may stand beside it. */
class VersionSearch {
  readonly #signature: Signature;
  readonly #mark: Buffer;
  #held: Buffer = Buffer.alloc(0);
  #version: string | undefined;

  constructor(signature: Signature) {
    this.#signature = signature;
    this.#mark = Buffer.from(signature.mark, "latin1");
  }

  /** Answers false once the version is found. Chunks are not copied: programs are the largest files of an image. */
  push(chunk: Uint8Array): boolean {
    if (this.#version !== undefined) return false;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const margin = 2 * BESIDE + this.#mark.length;
    const seam = Buffer.concat([this.#held, bytes.subarray(0, margin)]);
    this.#version = this.#search(seam, seam.length - BESIDE) ?? this.#search(bytes, bytes.length - BESIDE);
    const end = bytes.length <= margin ? seam : bytes;
    this.#held = Buffer.from(end.subarray(Math.max(0, end.length - margin)));
    return this.#version === undefined;
  }

  end(): string | undefined {
    return this.#version ?? this.#search(this.#held, this.#held.length);
  }

  /** A mark behind `upTo` is met again with the next chunk, when all that stands beside it is there. */
  #search(bytes: Buffer, upTo: number): string | undefined {
    for (let at = bytes.indexOf(this.#mark); at !== -1 && at <= upTo; at = bytes.indexOf(this.#mark, at + 1)) {
      const [start, end] =
        this.#signature.after === true
          ? [Math.max(0, at - BESIDE), at]
          : [at + this.#mark.length, at + this.#mark.length + BESIDE];
      const version = this.#signature.version.exec(bytes.toString("latin1", start, end))?.[1];
      if (version !== undefined) return `${this.#signature.start ?? ""}${version}`;
    }
    return undefined;
  }
}
