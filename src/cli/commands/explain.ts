import { createColors } from "picocolors";
import { nearest, WaybillError } from "../../core/errors.ts";
import { ROOMS } from "../../core/room.ts";
import type { AnyRule } from "../../core/rule.ts";
import { RULES } from "../../scan/every-room.ts";
import type { RunCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** What a hole is called: `CVE-2021-44228`, `GHSA-jfh8-c2jp-5v3q`, `DSA-5050-1`, `RHSA-2024:1`. */
const HOLE = /^[A-Za-z][A-Za-z0-9]*-[\w.:-]*\d[\w.:-]*$/;

/** Says why a rule is there and what fixes it, or what is known of a hole; without a word, lists all rules by room. */
export const explain: RunCommand = async ([id], raw) => {
  const options = readOptions(raw);
  const ink = createColors(options.color);
  if (id !== undefined && HOLE.test(id)) {
    const { explainVulnerability } = await import("./explain/hole.ts");
    const target = typeof raw["target"] === "string" ? raw["target"] : undefined;
    await writeOut(await explainVulnerability(id, target, options, ink), options);
    return 0;
  }
  await writeOut(id === undefined ? list(ink) : page(find(id), ink), options);
  return 0;
};

type Ink = ReturnType<typeof createColors>;

function list(ink: Ink): string {
  const width = Math.max(0, ...RULES.map(({ id }) => id.length));
  const rooms = ROOMS.map((room) => {
    const rules = RULES.filter(({ id }) => id.startsWith(`${room}/`));
    const lines = rules.map(({ id, severity, title }) => `  ${id.padEnd(width)}  ${severity.padEnd(8)}  ${title}`);
    return rules.length === 0 ? "" : `${ink.bold(room)}\n${lines.join("\n")}\n`;
  });
  return rooms.filter(Boolean).join("\n");
}

function page(rule: AnyRule, ink: Ink): string {
  const section = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", ink.bold(name), ...lines.map((line) => `  ${line}`)];
  return `${[
    `${ink.bold(rule.id)}  ${rule.severity}`,
    rule.title,
    ...section("Why", [rule.why]),
    ...section("Fix", [rule.fix]),
    ...section(
      "Examples",
      rule.examples.map(({ given, verdict }) => `${verdict.padEnd(14)} ${JSON.stringify(given)}`),
    ),
    ...section("Standards", rule.standards),
    ...section("Also known as", rule.aliases ?? []),
    ...section("Read more", rule.references ?? []),
  ].join("\n")}\n`;
}

function find(id: string): AnyRule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  const near = nearest(
    id,
    RULES.map((candidate) => candidate.id),
  );
  throw new WaybillError(
    "call/unknown-rule",
    `There is no rule called "${id}".`,
    near === undefined ? "`waybill explain` lists them all." : `Did you mean ${near}?`,
  );
}
