import type { Place } from "../../core/place.ts";
import type { WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { type HclBlock, type HclValue, readHcl } from "../../documents/hcl/read.ts";
import { asScalar } from "../../documents/shape.ts";
import type { IdentityTrust } from "../facts.ts";
import { issuerIn, statementsIn, type Trusted, trustedBy } from "./statements.ts";

/** Terraform: policy documents and roles of AWS, and identity pools of Google. */
export const terraformTrust: WholeReader<IdentityTrust> = {
  id: "workflows/identity-terraform",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }) => type === "file" && path.endsWith(".tf") && !path.includes(".terraform/"),
  *read(file) {
    const text = file.text();
    if (issuerIn(text) === undefined) return;
    for (const block of readHcl(text)) {
      const name = block.labels.join(".");
      for (const { line, ...trusted } of trustedIn(block, text)) {
        const at: Place = { ...file.place, line };
        yield {
          kind: "identity-trust",
          at,
          subject: subject("grant", `${file.path}#${name}`),
          ...trusted,
          holder: name,
        };
      }
    }
  },
};

type Located = Trusted & { readonly line: number };

function* trustedIn(block: HclBlock, text: string): Iterable<Located> {
  const [kind] = block.labels;
  if (kind === "aws_iam_policy_document") {
    for (const statement of block.blocks.filter(({ type }) => type === "statement")) {
      const trusted = trustedBy(asStatement(statement, text));
      if (trusted !== undefined) yield { ...trusted, line: statement.line };
    }
  }
  if (kind === "google_iam_workload_identity_pool_provider") yield* poolProvider(block, text);
  for (const value of block.attributes.values()) {
    for (const { statement } of statementsIn(policyIn(value))) {
      const trusted = trustedBy(statement);
      if (trusted !== undefined) yield { ...trusted, line: block.line };
    }
  }
}

/** The statement as it would be in JSON. */
function asStatement({ attributes, blocks }: HclBlock, text: string) {
  const federated = blocks.filter(
    ({ type, attributes: own }) => type === "principals" && plain(own.get("type")) === "Federated",
  );
  const condition: Record<string, Record<string, unknown>> = {};
  for (const { type, attributes: own } of blocks) {
    if (type !== "condition") continue;
    const [test, variable] = [plain(own.get("test")), plain(own.get("variable"))];
    if (typeof test !== "string" || typeof variable !== "string") continue;
    (condition[test] ??= {})[variable] = plain(own.get("values")) ?? null;
  }
  const isDynamic = blocks.some(({ type, labels }) => type === "dynamic" && labels[0] === "condition");
  return {
    Effect: plain(attributes.get("effect")) ?? "Allow",
    Action: plain(attributes.get("actions")),
    Principal: { Federated: federated.flatMap(({ attributes: own }) => namesIn(own.get("identifiers"), blocks, text)) },
    Condition: isDynamic ? null : condition,
  };
}

/** A provider is most often named by a reference. Then its conditions tell whose tokens it takes, or else the file. */
function namesIn(identifiers: HclValue | undefined, blocks: readonly HclBlock[], text: string): string[] {
  const written = plain(identifiers);
  const names = (Array.isArray(written) ? written : []).filter((item) => typeof item === "string");
  if (names.length > 0) return names;
  const variables = blocks.map(({ attributes }) => plain(attributes.get("variable")));
  const asked = variables.filter((variable) => typeof variable === "string");
  return asked.some((variable) => issuerIn(variable) !== undefined) ? asked : [text];
}

/** Google lets any token of the issuer in, unless a condition on its claims says whose. */
function* poolProvider({ attributes, blocks, line }: HclBlock, text: string): Iterable<Located> {
  const oidc = blocks.find(({ type }) => type === "oidc");
  const issuer = issuerIn(asScalar(plain(oidc?.attributes.get("issuer_uri"))) ?? "");
  if (issuer === undefined) return;
  const condition = attributes.get("attribute_condition");
  const asked = plain(condition);
  yield {
    issuer,
    subjects:
      typeof asked === "string" && /assertion\.|attribute\.|google\.subject/.test(asked)
        ? [subjectOf(asked, text)]
        : [],
    isComputed: condition?.kind === "computed",
    line,
  };
}

/**
 * A condition that names an owner alone leaves it to the bindings to name the repository. Where the file binds the pool
 * and names none, all of the owner's repositories get in: written as a subject, `repo:OWNER/*`.
 */
function subjectOf(condition: string, text: string): string {
  const owner =
    /(?:repository_owner\s*==\s*|repository\.startsWith\(\s*)["']([\w.-]+)\/?["']/.exec(condition)?.[1] ?? "";
  const bindings = text.match(/principalSet:\/\/[^"\s]{1,500}/g) ?? [];
  const isNarrow = bindings.some((one) => /attribute\.repository\/[^/\s"]+\/|subject\/repo:/.test(one));
  const namesMore = /assertion\.(?:ref|environment|sub|repository_id|repository\s*==)/.test(condition);
  return owner === "" || bindings.length === 0 || isNarrow || namesMore ? condition : `repo:${owner}/*`;
}

/** A policy that stands in the file itself: as an object, or as a text of JSON. */
function policyIn(value: HclValue): unknown {
  const written = plain(value);
  if (typeof written !== "string") return written;
  if (!written.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(written);
  } catch {
    return undefined; // a template with parts that only a run would know
  }
}

/** As JSON would hold it; null for what is computed. */
function plain(value: HclValue | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.kind === "text") return value.text;
  if (value.kind === "list") return value.items.map(plain);
  if (value.kind === "object") return Object.fromEntries([...value.entries].map(([key, inner]) => [key, plain(inner)]));
  return null;
}
