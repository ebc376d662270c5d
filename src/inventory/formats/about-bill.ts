import type { Gap } from "../../core/gap.ts";
import type { Ancestor } from "../../core/image.ts";
import type { Target } from "../../core/target.ts";
import type { UnclaimedProgramsFact } from "../facts.ts";

/** What a document says of itself, besides its components. */
export interface AboutBill {
  readonly target: Target;
  readonly toolVersion: string;
  /** Left out unless somebody asks for it: with a time, two runs differ. */
  readonly timestamp?: Date;
  /** Who supplies the target, and which version of it this is, where somebody says so: its bytes do not. */
  readonly supplier?: string;
  readonly version?: string;
  /** What could not be read: the document then calls itself incomplete. */
  readonly gaps?: readonly Gap[];
  /** What an image stands on, nearest first. */
  readonly ancestors?: readonly Ancestor[];
  /** The programs that no package brought: the bill lists no component for them. */
  readonly unclaimed?: UnclaimedProgramsFact;
  /** The bills that this one was merged from. */
  readonly parts?: readonly Part[];
}

/** One of the bills that were merged. */
export interface Part {
  readonly target: Target;
  /** The components that it listed. */
  readonly purls: ReadonlySet<string>;
  readonly ancestors?: readonly Ancestor[];
}

/** More places than a reader of the document would go through; the number of all stands beside them. */
export const MOST_GAPS = 100;

/** No purl begins so: the name of a target can never be a component's. */
export function targetRef({ kind, ref }: Target): string {
  return `waybill:${kind}:${ref}`;
}

/** `2026-11-25T01:30:00Z`: the formats ask for seconds. */
export function inSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}
