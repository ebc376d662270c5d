import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type * as z from "zod";
import { Configuration, DEFAULT_CONFIGURATION } from "../core/configuration.ts";
import { nearest, WaybillError } from "../core/errors.ts";
import { readYaml, type YamlFile } from "../documents/yaml/read.ts";

/** A configuration and the file that it stands in. */
export interface Configured {
  readonly configuration: Configuration;
  readonly file?: string;
}

const NAME = "waybill.yaml";

/** Reads the file that was named; else the nearest `waybill.yaml` from `start` upwards; else takes the defaults. */
export function loadConfiguration(named: string | undefined, start: string): Configured {
  const file = named === undefined ? findUpwards(resolve(start)) : resolve(named);
  if (file === undefined) return { configuration: DEFAULT_CONFIGURATION };
  if (!existsSync(file)) {
    throw new WaybillError(
      "configuration/not-there",
      `There is no configuration file ${file}.`,
      "Name one that exists, or leave --config out.",
    );
  }
  return { configuration: withPaths(parseConfiguration(readFileSync(file, "utf8"), file), dirname(file)), file };
}

/** Paths count from the folder of the file that names them. */
function withPaths(configuration: Configuration, folder: string): Configuration {
  const { advisories, workflows, host, config } = configuration;
  const from = (path: string) => resolve(folder, path);
  const { keys, vex } = advisories;
  return {
    ...configuration,
    advisories: { ...advisories, keys: keys.map(from), vex: vex.map(from) },
    config: { ...config, policies: config.policies.map(from) },
    host: { ...host, ...(host.benchmarks !== undefined && { benchmarks: from(host.benchmarks) }) },
    workflows: { ...workflows, witnesses: workflows.witnesses.map(from) },
  };
}

function findUpwards(start: string): string | undefined {
  const from = existsSync(start) && statSync(start).isDirectory() ? start : dirname(start);
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, NAME);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Every mistake is said with its line; an unknown key with the nearest known one. */
export function parseConfiguration(text: string, file: string): Configuration {
  const yaml = readYaml(text);
  const [problem] = yaml.problems;
  if (problem !== undefined) {
    throw new WaybillError(
      "configuration/not-yaml",
      `${file}:${problem.line} is not YAML: ${problem.message}.`,
      "Mend the line and run again.",
    );
  }
  const parsed = Configuration.safeParse(yaml.documents[0]?.value ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  throw mistake(issue, yaml, file);
}

function mistake(issue: z.core.$ZodIssue, yaml: YamlFile, file: string): WaybillError {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at = unknown === undefined ? path : [...path, unknown];
  const line = yaml.documents[0]?.keyRangeOf(at).line ?? 1;
  if (unknown === undefined) {
    return new WaybillError(
      "configuration/wrong-value",
      `${file}:${line}: ${path.join(".") || "the file"}: ${issue.message}.`,
      "Set a value that fits.",
    );
  }
  const near = nearest(unknown, knownKeys(path));
  return new WaybillError(
    "configuration/unknown-key",
    `${file}:${line}: there is no setting called "${at.join(".")}".`,
    near === undefined ? `Known here: ${knownKeys(path).join(", ") || "nothing"}.` : `Did you mean ${near}?`,
  );
}

/** The keys that the schema has at a path, read off the schema itself. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = Configuration;
  for (const part of path) schema = child(unwrap(schema), part);
  const shape = (unwrap(schema) as { shape?: Record<string, unknown> } | undefined)?.shape;
  return Object.keys(shape ?? {});
}

function child(schema: unknown, part: PropertyKey): unknown {
  const { shape, element } = (schema ?? {}) as { shape?: Record<PropertyKey, unknown>; element?: unknown };
  return shape?.[part] ?? element;
}

/** Steps through defaults and optionals to what they hold. */
function unwrap(schema: unknown): unknown {
  let inner = schema as { def?: { innerType?: unknown } } | undefined;
  while (inner?.def?.innerType !== undefined) inner = inner.def.innerType as typeof inner;
  return inner;
}
