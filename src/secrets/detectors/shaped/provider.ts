import type { Severity } from "../../../core/severity.ts";
import type { Detector } from "../../detector.ts";
import { flatName } from "../../frames/secret-names.ts";
import { escaped, type Shape } from "./shape.ts";

/** What a credential is called, how grave it is, what it opens, and where it is revoked. */
export type About = readonly [id: string, title: string, severity: Severity, why: string, fix: string];

/** A token that begins with signs of its own. One that is a character short, or made of crosses, is none. */
export function prefixed([id, title, severity, why, fix]: About, prefix: string, shape: Shape): Detector {
  return {
    id,
    title,
    severity,
    why,
    fix,
    take: {
      kind: "token",
      keywords: [prefix],
      pattern: new RegExp(`${escaped(prefix)}${shape.pattern}`, "y"),
      reach: prefix.length + shape.length,
      shown: prefix.length,
    },
    samples: (make) => ({
      found: [
        { path: "notes.txt", text: `it is ${prefix}${shape.make(make)}, they said` },
        { path: ".env", text: `SERVICE_TOKEN=${prefix}${shape.make(make)}` },
      ],
      missed: [
        { text: `it is ${prefix}${shape.make(make).slice(0, -1)}, they said` },
        { text: `${prefix}${"x".repeat(shape.length)}` },
      ],
    }),
  };
}

/** A token whose sign stands inside, behind a body of fixed length. */
export function signed([id, title, severity, why, fix]: About, body: Shape, sign: string, tail: Shape): Detector {
  const value = `${body.pattern}${escaped(sign)}${tail.pattern}`;
  return {
    id,
    title,
    severity,
    why,
    fix,
    take: {
      kind: "token",
      keywords: [sign],
      before: body.length,
      pattern: new RegExp(value, "y"),
      reach: body.length + sign.length + tail.length,
      shown: 0,
    },
    samples: (make) => ({
      found: [
        { path: ".env", text: `SERVICE_KEY=${body.make(make)}${sign}${tail.make(make)}` },
        { path: "notes.txt", text: `it is ${body.make(make)}${sign}${tail.make(make)} now` },
      ],
      missed: [
        { text: `it is ${body.make(make).slice(1)}${sign}${tail.make(make)} now` },
        { text: `it is ${body.make(make)}${sign}${tail.make(make).slice(0, -1)} now` },
      ],
    }),
  };
}

/**
 * A value that only its name and the provider named beside it tell.
 *
 * @param near lower case; the first of them makes the samples
 * @param names in snake case; the last words of the name, in whatever case it is written
 */
export function named(
  [id, title, severity, why, fix]: About,
  near: readonly [string, ...string[]],
  names: readonly [string, ...string[]],
  shape: Shape,
): Detector {
  const owner = near[0].toUpperCase().replace(/[^A-Z\d]/g, "_");
  return {
    id,
    title,
    severity,
    why,
    fix,
    take: { kind: "assigned", near, names: names.map(flatName), pattern: new RegExp(shape.pattern, "y") },
    samples: (make) => ({
      found: [
        { path: ".env", text: `${owner}_${names[0].toUpperCase()}=${shape.make(make)}` },
        { path: "config.yaml", text: `${near[0]}:\n  ${names[0]}: ${shape.make(make)}` },
      ],
      missed: [
        { path: ".env", text: `${owner}_${names[0].toUpperCase()}=${shape.make(make).slice(0, -1)}` },
        { path: ".env", text: `${owner}_COMMIT=${shape.make(make)}` },
      ],
    }),
  };
}
