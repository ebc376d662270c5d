import type { Maker } from "../../samples.ts";

/** The form of a provider's values, written once: what finds them is also what makes their samples. */
export interface Shape {
  /** Of a regular expression; linear, since every part has one length or ends at a sign that it does not hold. */
  readonly pattern: string;
  readonly make: (maker: Maker) => string;
  /** Of its longest value. */
  readonly length: number;
}

function ofClass(characters: string, make: (maker: Maker, length: number) => string) {
  return (length: number): Shape => ({
    pattern: `${characters}{${length}}`,
    make: (maker) => make(maker, length),
    length,
  });
}

export const base62 = ofClass("[A-Za-z\\d]", (maker, length) => maker.base62(length));
export const lower = ofClass("[a-z\\d]", (maker, length) => maker.lower(length));
export const upper = ofClass("[A-Z\\d]", (maker, length) => maker.upper(length));
export const hex = ofClass("[a-f\\d]", (maker, length) => maker.hex(length));
export const digits = ofClass("\\d", (maker, length) => maker.digits(length));
/** Short ones are made without signs: the maker puts six plain characters at either end. */
export const urlSafe = ofClass("[\\w-]", (maker, length) =>
  length < 13 ? maker.base62(length) : maker.urlSafe(length),
);
export const base64 = ofClass("[A-Za-z\\d+/]", (maker, length) =>
  length < 13 ? maker.base62(length) : maker.base64(length),
);

/** Base 32 in small letters. */
export const base32 = ofClass("[a-z2-7]", (maker, length) => maker.of("abcdefghijklmnopqrstuvwxyz234567", length));

/** Of one class, in any length between two: what follows it must not be of that class. */
export function between(of: (length: number) => Shape, least: number, most: number): Shape {
  const shortest = of(least);
  return { pattern: shortest.pattern.replace(`{${least}}`, `{${least},${most}}`), make: shortest.make, length: most };
}

export const uuid: Shape = {
  pattern: "[a-f\\d]{8}-[a-f\\d]{4}-[a-f\\d]{4}-[a-f\\d]{4}-[a-f\\d]{12}",
  make: (maker) => maker.uuid(),
  length: 36,
};

export function text(written: string): Shape {
  return { pattern: escaped(written), make: () => written, length: written.length };
}

/** Signs by which base 64 is filled up; the samples do without. */
export const padding: Shape = { pattern: "={0,2}", make: () => "", length: 2 };

/** One behind the other. */
export function series(...parts: readonly Shape[]): Shape {
  return {
    pattern: parts.map(({ pattern }) => pattern).join(""),
    make: (maker) => parts.map(({ make }) => make(maker)).join(""),
    length: parts.reduce((sum, { length }) => sum + length, 0),
  };
}

export function escaped(written: string): string {
  return written.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
