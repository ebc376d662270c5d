import type * as z from "zod";
import { componentOfPurl } from "../affected/component-of-purl.ts";
import { judgeVersion } from "../match/affected.ts";
import { ecosystemOf } from "../match/ecosystem.ts";
import { ofSameStream } from "../match/rpm-streams.ts";
import { canonicalEcosystem } from "../osv/ecosystem.ts";
import type { Advisory, Store } from "../store/read.ts";
import { schemeOf } from "../versions/index.ts";
import { OsvBatch, OsvQuery } from "./schema.ts";
import { asOsvRecord, type OsvAnswer } from "./write-record.ts";

/** What `/v1/query` answers: a list, or why the question cannot be answered. */
export type QueryAnswer = { readonly vulns?: readonly OsvAnswer[] } | QueryFault;

/** What `/v1/querybatch` answers: ids alone, as OSV does. */
export type BatchAnswer =
  | { readonly results: readonly { readonly vulns?: readonly { readonly id: string; readonly modified: string }[] }[] }
  | QueryFault;

export interface QueryFault {
  /** As OSV's service says it: 3 is "invalid argument". */
  readonly code: 3;
  readonly message: string;
}

/** Records kept from one hole's other names; OSV's pages hold a thousand. */
const MOST = 1_000;

/** Answers a question in the form of OSV's service, from the local data alone. */
export function answerQuery(body: unknown, store: Store): QueryAnswer {
  const parsed = OsvQuery.safeParse(body);
  if (!parsed.success) return faultOf(parsed.error);
  const found = find(parsed.data, store);
  if ("code" in found) return found;
  const vulns = found.records.slice(0, MOST).flatMap((id) =>
    store
      .named(id)
      .filter((one) => one.id === id)
      .slice(0, 1),
  );
  return vulns.length === 0 ? {} : { vulns: vulns.map(asOsvRecord) };
}

export function answerBatch(body: unknown, store: Store): BatchAnswer {
  const parsed = OsvBatch.safeParse(body);
  if (!parsed.success) return faultOf(parsed.error);
  const results = [];
  for (const query of parsed.data.queries) {
    const found = find(query, store);
    if ("code" in found) return found;
    const vulns = found.advisories.slice(0, MOST).map(({ id, details }) => ({ id, modified: details().modified }));
    results.push(vulns.length === 0 ? {} : { vulns });
  }
  return { results };
}

function faultOf(error: z.ZodError): QueryFault {
  const [issue] = error.issues;
  return { code: 3, message: `${issue?.path.join(".") || "the question"}: ${issue?.message ?? "does not fit"}` };
}

interface Asked {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string | undefined;
}

function find(
  query: OsvQuery,
  store: Store,
): { records: readonly string[]; advisories: readonly Advisory[] } | QueryFault {
  if (query.commit !== undefined) return { code: 3, message: "Questions about commits are not answered here." };
  const asked = askedOf(query);
  if (typeof asked === "string") return { code: 3, message: asked };
  const { ecosystem, name, version } = asked;
  const scheme = schemeOf(ecosystem);
  const advisories = store.get(ecosystem, name).filter((advisory) => {
    if (advisory.withdrawn) return false;
    if (version === undefined || scheme === undefined) return version === undefined;
    const affected = ecosystem.startsWith("Red Hat") ? ofSameStream(advisory.affected, version) : advisory.affected;
    return judgeVersion(affected, version, scheme).kind === "affected";
  });
  const distinct = [...new Map(advisories.map((one) => [one.id, one])).values()];
  return { records: distinct.map(({ id }) => id), advisories: distinct };
}

/** The package that is meant, or what is wrong with the question. */
function askedOf({ package: about, version }: OsvQuery): Asked | string {
  if (about?.purl !== undefined) {
    if (about.name !== undefined || about.ecosystem !== undefined)
      return "A package URL stands alone, without name and ecosystem.";
    const component = componentOfPurl(about.purl) ?? componentOfPurl(`${withoutQuery(about.purl)}@0`);
    const ecosystem = component === undefined ? undefined : ecosystemOf(component);
    if (component === undefined || ecosystem === undefined) return "This package URL names no ecosystem that is known.";
    const own = componentOfPurl(about.purl)?.version;
    if (own !== undefined && version !== undefined) return "The version stands in the package URL or beside it.";
    return { ecosystem, name: (component.source ?? component).name, version: own ?? version };
  }
  if (about?.name === undefined || about.ecosystem === undefined)
    return "A question needs a package: its name and ecosystem, or its package URL.";
  return { ecosystem: canonicalEcosystem(about.ecosystem), name: about.name, version };
}

function withoutQuery(purl: string): string {
  return purl.replace(/[?#].*$/, "");
}
