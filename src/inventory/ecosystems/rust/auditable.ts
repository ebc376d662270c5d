import { inflateSync } from "node:zlib";
import * as z from "zod";
import type { Place } from "../../../core/place.ts";
import type { StreamReader } from "../../../core/reader.ts";
import { type PackageFact, type UnreadFact, unreadAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { parseJson } from "../narrow.ts";
import { ElfParts } from "./elf-parts.ts";
import { ObjectSection } from "./object-section.ts";
import { cargoPurl } from "./purl.ts";

const SECTION = ".dep-v0";
const SMALLEST = 64 * 1024;
const LARGEST_SECTION = 8 * 1024 * 1024;
const LARGEST_LIST = 8 * 1024 * 1024;

/** The list as `cargo auditable` embeds it (github.com/rust-secure-code/cargo-auditable, PARSING.md). */
const CrateList = z.object({
  packages: z.array(
    z.object({
      name: z.string().min(1),
      version: z.string().min(1),
      kind: z.enum(["runtime", "build"]).default("runtime"),
      dependencies: z.array(z.int().nonnegative()).default([]),
    }),
  ),
});

/** The crates of a Rust program that was built with `cargo auditable`. Others do not say what is in them. */
export const rustAuditable: StreamReader<PackageFact | UnreadFact> = {
  id: "inventory/rust-auditable",
  version: 2,
  wants: ({ type, size, mode, path }) =>
    type === "file" && size >= SMALLEST && ((mode & 0o111) !== 0 || path.endsWith(".exe")),
  open: ({ size, path }, at) => {
    const elf = new ElfParts(size);
    const other = new ObjectSection(SECTION, LARGEST_SECTION, size);
    let isElf = true;
    let isOther = true;
    return {
      push: (chunk) => {
        isElf &&= elf.push(chunk);
        isOther &&= other.push(chunk);
        return isElf || isOther;
      },
      end: () => report(() => elf.section(SECTION, LARGEST_SECTION) ?? other.bytes(), at, path),
    };
  },
};

function* report(section: () => Buffer | undefined, at: Place, path: string): Iterable<PackageFact | UnreadFact> {
  const list = attempt(() => readList(section()));
  if (list === undefined) return;
  if ("problem" in list) {
    yield unreadAt(at, `the list of crates in a Rust program is not readable: ${list.problem}`);
    return;
  }
  const keys = list.packages.map(({ name, version }, index) => `${name}@${version} ${index}`);
  for (const [index, { name, version, kind, dependencies }] of list.packages.entries()) {
    yield asPackage({
      at,
      purl: cargoPurl(name),
      name,
      version,
      relation: "installed",
      within: `cargo ${path}`,
      key: keys[index] ?? name,
      needs: dependencies.map((dependency) => keys[dependency] ?? ""),
      ...(kind === "build" && { scope: "development" }),
    });
  }
}

function readList(section: Buffer | undefined): z.infer<typeof CrateList> | undefined {
  if (section === undefined) return undefined;
  const text = inflateSync(section, { maxOutputLength: LARGEST_LIST }).toString("utf8");
  const list = CrateList.safeParse(parseJson(text));
  if (!list.success) throw new Error("it is not as cargo auditable writes it");
  return list.data;
}

function attempt<T extends object>(read: () => T | undefined): T | { readonly problem: string } | undefined {
  try {
    return read();
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
