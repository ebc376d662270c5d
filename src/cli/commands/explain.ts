import { createColors } from "picocolors";
import { nearest, WaybillError } from "../../core/errors.ts";
import { ROOMS } from "../../core/room.ts";
import type { AnyRule } from "../../core/rule.ts";
import { RULES } from "../../scan/index.ts";
import type { RunCommand } from "../command.ts";
import { readOptions } from "../options.ts";
import { writeOut } from "../write-out.ts";

/** Says why a rule is there and what fixes it; without a rule, lists them all by room. */
export const explain: RunCommand = async ([id], raw) => {
  const options = readOptions(raw);
  const ink = createColors(options.color);
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
