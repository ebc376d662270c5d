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
import { RULES } from "../src/scan/every-room.ts";
import { FAMILIES, type Family } from "../src/secrets/detectors/index.ts";

const docs = join(import.meta.dirname, "..", "docs");
const GENERATED = ["rules", "schema"];

/** The pages that are made from the code: one a rule, their index, one a family of credentials, and the schemas of what scripts read. */
export function generatedPages(): Map<string, string> {
  const pages = new Map<string, string>();
  for (const rule of RULES) pages.set(`rules/${rule.id}.md`, rulePage(rule));
  pages.set("rules/README.md", ruleIndex());
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
  return `${["# Rules", "", `Made from the rules themselves by \`npm run docs\`: ${RULES.length} rules.`, ...rooms].join("\n")}\n`;
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
