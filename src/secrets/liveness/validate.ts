import { readSync } from "node:fs";
import type { Look } from "../../core/analyzer.ts";
import { WaybillError } from "../../core/errors.ts";
import type { JudgedFinding } from "../../core/finding.ts";
import { identityKeyOf, secretId } from "../../core/identity.ts";
import { subjectOf } from "../../core/subject.ts";
import { insideRoot, openRegular } from "../../sources/files/inside.ts";
import type { CredentialFact } from "../facts.ts";
import { Asking, type Liveness } from "./ask.ts";
import { PROVIDERS } from "./providers.ts";

export interface Validated {
  readonly findings: readonly JudgedFinding[];
  readonly examined: Readonly<Record<string, number>>;
}

/**
 * Asks the providers that the configuration names whether the credentials that were found still open something. Only
 * values that stand in files of a tree, as they are, can be asked about; the value is read again where it stands, and
 * goes nowhere but to its provider.
 *
 * @throws WaybillError `config/unknown-provider` when the configuration names one that is not known here
 */
export async function validate(
  findings: readonly JudgedFinding[],
  facts: readonly CredentialFact[],
  look: Pick<Look, "configuration" | "network" | "opened">,
): Promise<Validated> {
  const askings = askingsOf(look);
  const verdicts = new Map<string, Liveness>();
  for (const fact of facts) {
    const { name } = subjectOf(fact.subject);
    const asking = askings.get(fact.detector);
    if (asking === undefined || verdicts.has(name)) continue;
    const value = valueOf(fact, look);
    if (value !== undefined) verdicts.set(name, await asking.about(value));
  }
  const count = (kind: Liveness["kind"]) => [...verdicts.values()].filter((verdict) => verdict.kind === kind).length;
  return {
    findings: findings.map((finding) => withVerdict(finding, verdicts.get(subjectOf(finding.subject).name))),
    examined: { live: count("live"), dead: count("dead"), inconclusive: count("inconclusive") },
  };
}

function askingsOf({ configuration, network }: Pick<Look, "configuration" | "network">): Map<string, Asking> {
  return new Map(
    Object.entries(configuration.secrets.validateAt).flatMap(([id, address]) => {
      const provider = PROVIDERS.find((one) => one.id === id);
      if (provider === undefined)
        throw new WaybillError(
          "config/unknown-provider",
          `secrets.validateAt names ${id}, and no provider is called so.`,
          `These are known: ${PROVIDERS.map((one) => one.id).join(", ")}.`,
        );
      const asking = new Asking(provider, address, network);
      return provider.detectors.map((detector) => [detector, asking] as const);
    }),
  );
}

/** What stands there now, when it still is what was found. */
function valueOf(
  { at, start, end, encoding, subject }: CredentialFact,
  { opened, configuration }: Pick<Look, "configuration" | "opened">,
): string | undefined {
  if (opened.root === undefined || at.path === undefined || at.commit !== undefined || encoding !== undefined)
    return undefined;
  const file = insideRoot(opened.root).locate(at.path);
  if (file === undefined) return undefined;
  const bytes = Buffer.alloc(end - start);
  try {
    using open = openRegular(file);
    readSync(open.descriptor, bytes, 0, bytes.length, start);
  } catch {
    return undefined; // gone since; there is nothing to ask about
  }
  const value = bytes.toString("utf8");
  const id = secretId(value, identityKeyOf(configuration, opened.identity));
  return id === subjectOf(subject).name ? value : undefined;
}

function withVerdict(finding: JudgedFinding, verdict: Liveness | undefined): JudgedFinding {
  if (verdict === undefined) return finding;
  const text =
    verdict.kind === "live"
      ? `live: ${verdict.host} takes it, and refuses a made-up one`
      : verdict.kind === "dead"
        ? `dead: ${verdict.host} refuses it, as it does a made-up one`
        : `live or dead is not known: asked at ${verdict.host}, ${verdict.reason}`;
  return {
    ...finding,
    ...(verdict.kind === "live" && { confidence: "proven" }),
    evidence: [...finding.evidence, { kind: "check", text }],
  };
}
