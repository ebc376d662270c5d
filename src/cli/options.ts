import { availableParallelism } from "node:os";
import * as z from "zod";
import { WaybillError } from "../core/errors.ts";
import { FailOn } from "../core/severity.ts";
import type { REPORT_FORMATS } from "./command.ts";
import { cacheDirectoryOf, dataDirectoryOf } from "./directories.ts";

/** What commander hands over, checked. */
const Raw = z.object({
  format: z.string().optional(),
  output: z.string().optional(),
  failOn: FailOn.optional(),
  config: z.string().optional(),
  offline: z.boolean().default(false),
  only: z.array(z.string()).default([]),
  skip: z.array(z.string()).default([]),
  jobs: z.coerce.number().int().min(1).max(64).optional(),
  platform: z.string().optional(),
  history: z.boolean().optional(),
  staged: z.boolean().default(false),
  allRefs: z.boolean().default(false),
  verifyPins: z.boolean().default(false),
  validate: z.boolean().default(false),
  showSecrets: z.boolean().default(false),
  witness: z.array(z.string()).default([]),
  unpushed: z.array(z.string().regex(/^[\da-f]{40,64}$/, "a full commit id is needed")).optional(),
  baseline: z.string().optional(),
  state: z.string().optional(),
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
  color: z.boolean().default(true),
  progress: z.boolean().default(true),
  explain: z.boolean().default(false),
  all: z.boolean().default(false),
  insecureRegistry: z.boolean().default(false),
  root: z.string().optional(),
  benchmarks: z.string().optional(),
  benchmark: z.string().optional(),
  probe: z.array(z.string()).default([]),
  vex: z.array(z.string()).default([]),
  cache: z.string().optional(),
  data: z.string().optional(),
});

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The options of one call, with the environment's wishes worked in. */
export interface Options extends Omit<z.infer<typeof Raw>, "cache" | "data" | "color" | "progress" | "jobs"> {
  readonly jobs: number;
  readonly cacheDirectory: string;
  readonly dataDirectory: string;
  /** Whether to colour what goes to standard output. */
  readonly color: boolean;
  /** Whether a CI runs this: `CI` is set. */
  readonly inCi: boolean;
  /** Whether a progress line may be drawn on standard error. */
  readonly progress: boolean;
}

/** @throws WaybillError when a value does not fit, naming the option */
export function readOptions(raw: Record<string, unknown>, environment: NodeJS.ProcessEnv = process.env): Options {
  const parsed = Raw.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? "option").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new WaybillError(
      "call/wrong-option",
      `--${name}: ${issue?.message ?? "wrong value"}.`,
      "`waybill help COMMAND` names what fits.",
    );
  }
  const { cache, data, color, progress, jobs, ...rest } = parsed.data;
  const plain = environment.NO_COLOR !== undefined && environment.NO_COLOR !== "";
  const inCi = environment.CI !== undefined && environment.CI !== "" && environment.CI !== "false";
  return {
    ...rest,
    jobs: jobs ?? Math.min(4, availableParallelism()),
    cacheDirectory: cacheDirectoryOf(cache, environment),
    dataDirectory: dataDirectoryOf(data, environment),
    inCi,
    color: color && !plain && process.stdout.isTTY && rest.output === undefined,
    progress: progress && !rest.quiet && !inCi && process.stderr.isTTY,
  };
}
