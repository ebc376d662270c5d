import type { Purl } from "../../../core/purl.ts";

/** What Maven calls an artifact by. */
export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version?: string | undefined;
}

/** `group:artifact`, as advisories name it. */
export function mavenName({ group, artifact }: Coordinates): string {
  return `${group}:${artifact}`;
}

export function mavenPurl({ group, artifact }: Coordinates): Omit<Purl, "version"> {
  return { type: "maven", namespace: group, name: artifact };
}

/** Whether a text can be a group, an artifact or a version, and no expression that a build has yet to fill in. */
export function isPlain(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,255}$/.test(text);
}
