import * as z from "zod";
import type { Fact, JudgedFact } from "./fact.ts";
import type { Place } from "./place.ts";
import { subject } from "./subject.ts";

/** One layer of an image, lowest first. */
export const Layer = z.strictObject({
  index: z.int().nonnegative(),
  /** Of the bytes as stored (compressed); a docker archive may have none. */
  digest: z.string().optional(),
  /** Of the tar inside. */
  diffId: z.string(),
  /** Bytes as stored. */
  size: z.int().nonnegative(),
  mediaType: z.string().optional(),
  /** The history's command that made it. */
  createdBy: z.string().optional(),
  /** The known base that brought it. */
  base: z.string().optional(),
});
export type Layer = z.infer<typeof Layer>;

/** The parts of an OCI image configuration that we use. Absent lists are empty. */
export interface ImageConfiguration {
  readonly user: string;
  readonly environment: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly history: readonly { readonly createdBy: string; readonly emptyLayer: boolean }[];
}

/** What a source knows of an image before any layer is read. */
export interface ImageFact extends JudgedFact {
  readonly kind: "image";
  /** As the person wrote it. */
  readonly reference: string;
  /** The host that it was pulled from; empty for a form that lies here. */
  readonly registry: string;
  readonly digest: string;
  readonly platform: string;
  /** From an OCI manifest or index; empty for forms that carry none. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly configuration: ImageConfiguration;
  readonly layers: readonly Layer[];
}

/** A known base whose layers are the beginning of an image's own. */
export interface Ancestor {
  readonly name: string;
  /** Declared in the standard, or an image whose bill is stored. */
  readonly by: "declared" | "stored";
  /** Its layers as places name them, lowest first. */
  readonly layers: readonly string[];
}

/** What an image stands on, proven by its layers' diff ids: a label cannot claim it, and another compression cannot hide it. */
export interface LineageFact extends Fact {
  readonly kind: "lineage";
  /** Nearest first: the one with the most layers. */
  readonly ancestors: readonly Ancestor[];
  /** How many bases there were to compare with. */
  readonly known: number;
}

/** Bytes whose digest is not the one that they were asked for by. */
export interface DigestMismatchFact extends JudgedFact {
  readonly kind: "digest-mismatch";
  readonly of: string;
  readonly declared: string;
  readonly found: string;
}

export function digestMismatch(layer: string, declared: string, found: string): DigestMismatchFact {
  return {
    kind: "digest-mismatch",
    at: { layer },
    subject: subject("layer", layer),
    of: `layer ${layer}`,
    declared,
    found,
  };
}

/** An image that something in a tree names: a Dockerfile's base, a job's container, a workload's. */
export interface ImageReferenceFact extends JudgedFact {
  readonly kind: "image-reference";
  readonly reference: string;
}

/** Nothing where the name is empty or computed: those that judge the name itself say so. */
export function imageReferences(reference: string, at: Place): ImageReferenceFact[] {
  if (!/^[a-z0-9][\w./:@-]*$/i.test(reference) || reference === "scratch") return [];
  return [{ kind: "image-reference", at, subject: subject("image", reference), reference }];
}
