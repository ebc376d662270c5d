import type { Gap } from "../../core/gap.ts";
import type { Place } from "../../core/place.ts";
import type { Mapping } from "../../documents/shape.ts";
import type { YamlDocument } from "../../documents/yaml/read.ts";
import { type Draft, Traces } from "./traced.ts";
import type { ReadFile, TreeFile } from "./tree-files.ts";

/** One building of a kustomization with all that it stands on. */
export interface Building {
  readonly read: ReadFile;
  /** Which documents are taken up; the others are as if they were not there. */
  readonly wants: (text: string) => boolean;
  readonly traces: Traces;
  readonly gaps: Gap[];
  /** What was read on the way. */
  readonly files: Set<string>;
  /** Names that an object had before, by which patches may still mean it. */
  readonly formerNames: WeakMap<object, Set<string>>;
  objects: number;
  /** How many objects targets were held against. */
  compared: number;
  /** `vars` by their names: where the value lies once all is built, and where it is asked for. */
  readonly vars: Map<string, { readonly object: Draft; readonly path: string; readonly place: Place }>;
}

/** A kustomization with where it lies. */
export interface Kustomization {
  readonly file: TreeFile;
  readonly folder: string;
  readonly document: YamlDocument;
  readonly value: Mapping;
}

/** @param wants told from a document's text whether it is taken up; all are where it is left out */
export function beginBuilding(read: ReadFile, wants: Building["wants"] = () => true): Building {
  return {
    read,
    wants,
    traces: new Traces(),
    gaps: [],
    files: new Set(),
    formerNames: new WeakMap(),
    objects: 0,
    compared: 0,
    vars: new Map(),
  };
}

export function note({ gaps }: Building, { path }: TreeFile, reason: string): void {
  gaps.push({ where: path, reason });
}
