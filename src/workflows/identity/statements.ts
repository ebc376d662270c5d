import { asList, asMap, asScalar, type Mapping } from "../../documents/shape.ts";

/** What a statement of a trust policy asks of whoever comes from a CI system. */
export interface Trusted {
  readonly issuer: string;
  /** Patterns of which the identity's subject must fit one; empty: any subject will do. */
  readonly subjects: readonly string[];
  /** What stands in the file is put together at run time, so that nothing can be said of it. */
  readonly isComputed: boolean;
}

/** The hosts that sign identity tokens for jobs, and whose jobs those are. */
const ISSUERS: readonly (readonly [host: string, name: string])[] = [
  ["token.actions.githubusercontent.com", "GitHub Actions"],
  ["gitlab.com", "GitLab"],
  ["agent.buildkite.com", "Buildkite"],
  ["oidc.circleci.com", "CircleCI"],
  ["api.bitbucket.org", "Bitbucket"],
];

export function issuerIn(text: string): string | undefined {
  return ISSUERS.find(([host]) => text.includes(host))?.[1];
}

/** Claims of the token, besides the subject, that a condition may name to say whose job it is. */
const CLAIMS =
  /:(?:sub|job_workflow_ref|repository|repository_id|repository_owner|repository_owner_id|project_id|project_path)$/i;

/** Reads one statement of AWS's policy language; undefined where it lets no CI system in. */
export function trustedBy(statement: Mapping): Trusted | undefined {
  if ((asScalar(statement.Effect) ?? "Allow") !== "Allow") return undefined;
  if (!listed(statement.Action).some((action) => /^sts:(?:AssumeRoleWithWebIdentity|\*)$|^\*$/.test(action)))
    return undefined;
  const issuer = listed(asMap(statement.Principal)?.Federated)
    .map(issuerIn)
    .find((name) => name !== undefined);
  const asked = conditionsIn(statement.Condition);
  // A GitLab of one's own signs under a host of its own; only its subjects look like this.
  const signs =
    issuer ?? (asked.subjects.some((subject) => subject.startsWith("project_path:")) ? "GitLab" : undefined);
  return signs === undefined ? undefined : { issuer: signs, ...asked };
}

/** A null in place of a value is one that only a run would know. */
export function conditionsIn(condition: unknown): Pick<Trusted, "subjects" | "isComputed"> {
  if (condition === null) return { subjects: [], isComputed: true };
  const subjects: string[] = [];
  let isComputed = false;
  for (const [operator, claims] of Object.entries(asMap(condition) ?? {})) {
    if (claims === null) isComputed = true;
    for (const [claim, wanted] of Object.entries(asMap(claims) ?? {})) {
      if (!CLAIMS.test(claim) || !/String(?:Equals|Like)/i.test(operator) || /Not/i.test(operator)) continue;
      const values = Array.isArray(wanted) ? wanted : [wanted];
      if (values.some((value) => value === null || /^\$\{[^}]*\}$/.test(asScalar(value) ?? ""))) isComputed = true;
      // With `Equals` a star is a letter like any other, and no subject has one.
      subjects.push(...listed(wanted).map((value) => (/Like/i.test(operator) ? value : value.replaceAll("*", "＊"))));
    }
  }
  return { subjects, isComputed };
}

/** One text, or the texts of a list. */
export function listed(value: unknown): string[] {
  return (Array.isArray(value) ? asList(value) : [value]).flatMap((item) => asScalar(item) ?? []);
}

/** All maps in a value that look like statements, with the way to them. */
export function* statementsIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): Iterable<{ readonly statement: Mapping; readonly path: readonly (string | number)[] }> {
  if (path.length > 30) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* statementsIn(item, [...path, index]);
    return;
  }
  const map = asMap(value);
  if (map === undefined) return;
  if (map.Action !== undefined && map.Principal !== undefined) yield { statement: map, path };
  else for (const [key, inner] of Object.entries(map)) yield* statementsIn(inner, [...path, key]);
}
