import { readFileSync, statSync } from "node:fs";
import * as z from "zod";
import type { Gap } from "../../core/gap.ts";
import { readCsafVex } from "./csaf-vex.ts";
import { readCycloneDxVex } from "./cyclonedx-vex.ts";
import { readOpenVex } from "./open-vex.ts";
import type { Statement, StatementFile } from "./statement.ts";

/** No person's statements come near this many bytes. */
const LARGEST = 32 * 1024 * 1024;

/** Refused statements that are told one by one. */
const TOLD = 10;

/** The statements of the files that were named. What cannot be read excuses nothing, and is said. */
export function readStatements(files: readonly string[]): { statements: readonly Statement[]; gaps: readonly Gap[] } {
  const statements: Statement[] = [];
  const gaps: Gap[] = [];
  for (const file of files) {
    try {
      const read = readFile(file);
      statements.push(...read.statements);
      gaps.push(...read.refused.slice(0, TOLD).map((reason) => ({ where: file, reason: `${reason}: not applied` })));
      if (read.refused.length > TOLD)
        gaps.push({ where: file, reason: `and ${read.refused.length - TOLD} more statements: not applied` });
    } catch (error) {
      gaps.push({ where: file, reason: `not applied, since it cannot be read: ${wordsOf(error)}` });
    }
  }
  return { statements, gaps };
}

function readFile(file: string): StatementFile {
  if (statSync(file).size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
  return readDocument(readFileSync(file, "utf8"), file);
}

/** What one document says. @param file what it is called where it is told @throws where it is none of the three formats */
export function readDocument(text: string, file: string): StatementFile {
  const value: unknown = JSON.parse(text);
  const form = Form.parse(value);
  if (form["@context"] !== undefined) return readOpenVex(value, file);
  if (form.bomFormat !== undefined) return readCycloneDxVex(value, file);
  return readCsafVex(value, file);
}

/** By what the three formats can be told apart. */
const Form = z.object({
  "@context": z.unknown().optional(),
  bomFormat: z.unknown().optional(),
  document: z.unknown().optional(),
});

/** Why a document cannot be read, without its words. */
export function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `it is no OpenVEX, CSAF or CycloneDX document (${issue?.path.join(".") || "the whole"}: ${issue?.message})`;
  }
  if (error instanceof SyntaxError) return "it is not JSON";
  return error instanceof Error ? error.message : "unreadable";
}
