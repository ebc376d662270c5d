import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import type { Component } from "../../core/component.ts";
import { Configuration } from "../../core/configuration.ts";
import { advisories } from "../index.ts";

export const NOW = new Date("2026-11-24T12:00:00Z");

/** A folder that lives for one test: feeds are written below it, and the database is kept in `data`. */
export interface House {
  readonly folder: string;
  readonly data: string;
  /** From now on, `data` is another folder: another machine. */
  elsewhere(): void;
  /** Writes a file below the folder and answers its path. */
  write(path: string, content: string | Buffer): string;
  /** Writes `<Ecosystem>/all.zip` of these records and answers the folder of all feeds. */
  feed(ecosystem: string, records: readonly object[]): string;
  /** @param command what the image starts, where the components lie in one */
  look(
    components: readonly Component[],
    configuration?: object,
    now?: Date,
    command?: readonly string[],
  ): Promise<Outcome & { titles: string[] }>;
}

type BuildZip = (files: Readonly<Record<string, string>>) => Buffer;

export function house(buildZip: BuildZip): House {
  let folder = "";
  let name = "data";
  beforeEach(() => {
    name = "data";
    folder = mkdtempSync(join(tmpdir(), "waybill-advisories-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string, content: string | Buffer) => {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  return {
    get folder() {
      return folder;
    },
    get data() {
      return join(folder, name);
    },
    elsewhere: () => {
      name = "elsewhere";
    },
    write,
    feed: (ecosystem, records) => {
      write(join("feeds", ecosystem, "all.zip"), zipOf(records, buildZip));
      return join(folder, "feeds");
    },
    look: (components, configuration = {}, now = new Date(), command = []) =>
      lookAt(join(folder, name), components, configuration, now, command),
  };
}

/** The records as OSV zips them. */
export function zipOf(records: readonly object[], buildZip: BuildZip): Buffer {
  return buildZip(
    Object.fromEntries(
      records.map((one, index) => [`${(one as { id?: string }).id ?? index}.json`, JSON.stringify(one)]),
    ),
  );
}

export const record = (id: string, ecosystem: string, name: string, events: object[], more: object = {}) => ({
  id,
  modified: "2026-01-01T00:00:00Z",
  summary: `A hole in ${name}`,
  affected: [
    {
      package: { ecosystem, name },
      ranges: [{ type: /^(?:npm|Go|crates)/.test(ecosystem) ? "SEMVER" : "ECOSYSTEM", events }],
    },
  ],
  ...more,
});

export function component(type: string, name: string, version: string, more: Partial<Component> = {}): Component {
  return {
    purl: `pkg:${type}/${name}@${version}`,
    type,
    name,
    version,
    licenses: [],
    relation: "declared",
    dependsOn: [],
    occurrences: [{ path: "lock", line: 3 }],
    ...more,
  };
}

async function lookAt(
  dataDirectory: string,
  components: readonly Component[],
  configuration: object,
  now: Date,
  command: readonly string[],
) {
  const image = {
    kind: "image",
    configuration: { entrypoint: [], command, environment: [], workingDirectory: "/app" },
  };
  const facts = [image, ...components.map((one) => ({ kind: "component", at: {}, component: one }))];
  const outcome = await advisories[0]?.analyze({
    facts: { of: (wanted: string) => facts.filter(({ kind }) => kind === wanted) },
    dataDirectory,
    now,
    opened: { target: { kind: "image", ref: "registry.example.com/app:1", digest: `sha256:${"1".repeat(64)}` } },
    configuration: Configuration.parse(configuration),
  } as unknown as Look);
  if (outcome === undefined) throw new Error("no outcome");
  return { ...outcome, titles: outcome.findings.map(({ title, severity }) => `${severity}: ${title}`) };
}
