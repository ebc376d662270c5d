import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import {
  BillDiffAnswer,
  BillQualityAnswer,
  BillValidationAnswer,
  InventoryAnswer,
  InventorySearchAnswer,
} from "../src/core/bill-answers.ts";
import { Configuration } from "../src/core/configuration.ts";
import { Report } from "../src/core/report.ts";
import { ROOMS } from "../src/core/room.ts";
import type { AnyRule } from "../src/core/rule.ts";
import { PEERS, STANDARDS } from "../src/core/standards.ts";
import { RULES } from "../src/scan/every-room.ts";
import { FAMILIES, type Family } from "../src/secrets/detectors/index.ts";

const docs = join(import.meta.dirname, "..", "docs");
const GENERATED = ["rules", "schema"];

/** The pages that are made from the code: one a rule, their index, one a family of credentials, and the schemas of what scripts read. */
export function generatedPages(): Map<string, string> {
  const pages = new Map<string, string>();
  for (const rule of RULES) pages.set(`rules/${rule.id}.md`, rulePage(rule));
  pages.set("rules/README.md", ruleIndex());
  pages.set("rules/standards.md", standardsPage());
  for (const family of FAMILIES) pages.set(`rules/secrets/families/${family.id}.md`, familyPage(family));
  pages.set("schema/report.schema.json", schema(Report, "waybill.report/1"));
  pages.set("schema/configuration.schema.json", schema(Configuration, "waybill.yaml"));
  for (const answer of ANSWERS) {
    const name = answer.shape.schema.value;
    pages.set(`schema/${name.replace(/^waybill\.|\/1$/g, "")}.schema.json`, schema(answer, name));
  }
  return pages;
}

const ANSWERS = [BillDiffAnswer, BillQualityAnswer, BillValidationAnswer, InventoryAnswer, InventorySearchAnswer];

function rulePage(rule: AnyRule): string {
  const list = (title: string, lines: readonly string[] = []) =>
    lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines.map((line) => `- ${line}`)];
  return `${[
    `# ${rule.id}`,
    "",
    `${rule.title}. Severity: ${rule.severity}.`,
    "",
    "## Why",
    "",
    rule.why,
    "",
    "## Fix",
    "",
    rule.fix,
    "",
    "## Examples",
    "",
    "```json",
    ...rule.examples.map(({ given, verdict }) => JSON.stringify({ verdict, given })),
    "```",
    ...list("Standards", rule.standards),
    ...list("Also known as", rule.aliases),
    ...list("Read more", rule.references),
  ].join("\n")}\n`;
}

/** Which rules stand for each part of what others keep, and which for each rule of another tool. */
function standardsPage(): string {
  const table = (ids: (rule: AnyRule) => readonly string[], isOne: RegExp): string[] => {
    const rules = new Map<string, AnyRule[]>();
    for (const rule of RULES)
      for (const id of ids(rule)) if (isOne.test(id)) rules.set(id, [...(rules.get(id) ?? []), rule]);
    const byNumber = new Intl.Collator("en", { numeric: true });
    const rows = [...rules].toSorted(([a], [b]) => byNumber.compare(a, b));
    const shown = (one: AnyRule) => `[${one.id}](${one.id}.md)`;
    return rows.map(([id, all]) => `| ${id} | ${all.slice(0, MOST_SHOWN).map(shown).join(", ")}${more(all)} |`);
  };
  const section = (title: string, rows: readonly string[]) => ["", title, "", "| id | rules |", "|---|---|", ...rows];
  return `${[
    "# Standards and other tools",
    "",
    "What each rule stands for, by ids alone: the texts are their keepers'. A suppression may name another tool's rule.",
    ...STANDARDS.flatMap(({ name, id, address }) =>
      section(
        `## [${name}](${address})`,
        table(({ standards }) => standards, id),
      ),
    ),
    ...PEERS.flatMap(({ name, id }) =>
      section(
        `## Rules of ${name}`,
        table(({ aliases }) => aliases ?? [], id),
      ),
    ),
  ].join("\n")}\n`;
}

/** Rules of one id that are named one by one: hundreds of credentials share a weakness. */
const MOST_SHOWN = 12;

function more(rules: readonly AnyRule[]): string {
  return rules.length > MOST_SHOWN ? ` and ${rules.length - MOST_SHOWN} more` : "";
}

function ruleIndex(): string {
  const rooms = ROOMS.flatMap((room) => {
    const rules = RULES.filter(({ id }) => id.startsWith(`${room}/`)).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (rules.length === 0) return [];
    const rows = rules.map(({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${title} |`);
    const families = room === "secrets" ? ["", `By family: ${FAMILIES.map(familyLink).join(", ")}.`] : [];
    return [
      "",
      `## ${room} (${rules.length})`,
      ...families,
      "",
      "| rule | severity | finds |",
      "|---|---|---|",
      ...rows,
    ];
  });
  return `${["# Rules", "", `Made from the rules themselves by \`npm run docs\`: ${RULES.length} rules. [Which standards they stand for, and what other tools call them](standards.md).`, ...rooms].join("\n")}\n`;
}

function familyLink({ id, title, detectors }: Family): string {
  return `[${title}](secrets/families/${id}.md) (${detectors.length})`;
}

/** One family of credentials at a glance: what each opens, and where it is revoked. */
function familyPage({ title, detectors }: Family): string {
  const rows = detectors.map(
    ({ id, title, severity, why, fix }) => `| [${title}](../${id}.md) | ${severity} | ${why} | ${fix} |`,
  );
  return `${[
    `# ${title}`,
    "",
    `${detectors.length} kinds of credentials. A value that two of them take for different things is one finding.`,
    "",
    "| credential | severity | what it opens | how it is revoked |",
    "|---|---|---|---|",
    ...rows.map((row) => row.replaceAll("\n", " ")),
  ].join("\n")}\n`;
}

function schema(type: z.ZodType, title: string): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(type, { io: "input" }) }, null, 2)}\n`;
}

function existing(): string[] {
  return GENERATED.flatMap((folder) =>
    existsSync(join(docs, folder))
      ? readdirSync(join(docs, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(docs.length + 1))
      : [],
  );
}

if (import.meta.main) {
  const pages = generatedPages();
  const stale = [...pages].filter(
    ([path, text]) => !existsSync(join(docs, path)) || readFileSync(join(docs, path), "utf8") !== text,
  );
  const left = existing().filter((path) => !pages.has(path));
  if (process.argv.includes("--check")) {
    for (const path of [...stale.map(([path]) => path), ...left])
      process.stdout.write(`docs/${path} is not what the code says\n`);
    if (stale.length + left.length > 0) {
      process.stdout.write("`npm run docs` writes them anew.\n");
      process.exitCode = 1;
    }
  } else {
    for (const [path, text] of stale) {
      mkdirSync(dirname(join(docs, path)), { recursive: true });
      writeFileSync(join(docs, path), text);
    }
    for (const path of left) rmSync(join(docs, path));
    process.stdout.write(`${pages.size} pages; ${stale.length} written, ${left.length} removed.\n`);
  }
}
