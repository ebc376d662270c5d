import * as z from "zod";

/** What a finding is about. The kind is the key, so that a report reads `{"purl": "pkg:npm/…"}`. */
export const SUBJECT_KINDS = [
  "purl",
  "image",
  "layer",
  "file",
  "job",
  "workload",
  "credential",
  "endpoint",
  "grant",
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const Subject = z
  .partialRecord(z.enum(SUBJECT_KINDS), z.string())
  .refine((subject) => Object.keys(subject).length === 1, "a subject has exactly one kind");
export type Subject = z.infer<typeof Subject>;

export function subject(kind: SubjectKind, name: string): Subject {
  return { [kind]: name };
}

/** The kind and the name of a subject. */
export function subjectOf(subject: Subject): { kind: SubjectKind; name: string } {
  for (const kind of SUBJECT_KINDS) {
    const name = subject[kind];
    if (name !== undefined) return { kind, name };
  }
  throw new Error("a subject without a kind");
}
