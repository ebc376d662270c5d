import type { JudgedFinding } from "../../core/finding.ts";
import { subject } from "../../core/subject.ts";

/** What a Dockerfile merely leaves open, and what mends it. */
const HOW: Readonly<Record<string, string>> = {
  "config/dockerfile/root-user": "end with a user",
  "config/dockerfile/moving-base": "name a version of the base",
  "config/dockerfile/unpinned-base": "pin the base to its digest",
  "config/dockerfile/stale-index": "update and install in one RUN",
  "config/dockerfile/overtaken-instruction": "delete the instructions that do not count",
  "config/dockerfile/shell-form": "start the program without a shell",
};

/**
 * Whoever opens a Dockerfile to set one thing that it leaves open sets them all: several of them are one deed. One alone
 * stays the deed that it is, which a base image may share with other Dockerfiles.
 */
export function hardenByDockerfile(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const byFile = Map.groupBy(
    findings.filter(({ rule }) => HOW[rule] !== undefined),
    ({ locations: [place] }) => place?.path ?? "",
  );
  return findings.map((finding) => {
    const path = finding.locations[0]?.path ?? "";
    const open = [...new Set(HOW[finding.rule] === undefined ? [] : byFile.get(path)?.map(({ rule }) => rule))];
    if (open.length < 2) return finding;
    const deed = {
      key: `harden ${path}`,
      action: `Harden ${path}: ${open.map((rule) => HOW[rule]).join(", ")}`,
      subject: subject("file", path),
    };
    return { ...finding, deed };
  });
}
