import type { Component } from "../../core/component.ts";
import type { Evidence } from "../../core/evidence.ts";
import type { Suppression } from "../../core/finding.ts";
import { type Purl, readPurl } from "../../core/purl.ts";
import type { Target } from "../../core/target.ts";
import { ecosystemOf } from "../match/ecosystem.ts";
import { isInVers } from "../versions/vers.ts";
import type { Product, Statement } from "./statement.ts";

/** What a statement does to a finding: it excuses it, or only says something of it. */
export interface Weighed {
  readonly statement?: Suppression;
  readonly evidence: readonly Evidence[];
}

/** Where the finding stands. */
export interface Standing {
  readonly component: Component;
  readonly target: Target;
  /** The package URLs of all components, by which a product in a statement may be known. */
  readonly purls: ReadonlySet<string>;
}

/** Answers what the statements say of a hole in a component; of several the newest holds. */
export function statementsBy(statements: readonly Statement[]) {
  const byName = new Map<string, Statement[]>();
  for (const statement of statements)
    for (const name of new Set(statement.names.map((one) => one.toUpperCase()))) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [statement]);
      else known.push(statement);
    }
  return (names: readonly string[], standing: Standing, malicious: boolean): Weighed => {
    const told = new Set(names.flatMap((name) => byName.get(name.toUpperCase()) ?? []));
    const applying = [...told].filter(({ products }) => products.some((product) => isMeant(product, standing)));
    const newest = applying.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1);
    return newest === undefined ? { evidence: [] } : weigh(newest, malicious);
  };
}

function timeOf({ at }: Statement): number {
  return Date.parse(at) || 0;
}

function weigh({ status, reason, by, file }: Statement, malicious: boolean): Weighed {
  const word = typeof status === "object" ? `"${status.unknown}", which is no state` : status.replaceAll("_", " ");
  const because = reason === "" ? "" : `: ${reason}`;
  const text = `${by} says ${word}${because} (${file})`;
  const excuses = status === "not_affected" || status === "fixed";
  if (excuses && !malicious)
    return {
      statement: { by: `${by} (${file})`, reason: `${word}${because}` },
      evidence: [{ kind: "claim", text }],
    };
  const instead = malicious && excuses ? "; no statement excuses malware" : "";
  return { evidence: [{ kind: "claim", text: `${text}${instead}` }] };
}

/** Whether a product of a statement is the component where it stands, or the component within what stands there. */
export function isMeant({ id, within, versions }: Product, { component, target, purls }: Standing): boolean {
  if (within.length === 0) return isComponent(id, component, versions);
  return within.some((inner) => isComponent(inner, component, undefined)) && isHere(id, target, purls);
}

/** Whether the larger thing of which a statement tells is what is looked at, or part of it. */
function isHere(id: string, { ref, digest }: Target, purls: ReadonlySet<string>): boolean {
  if (purls.has(id) || id === ref) return true;
  const purl = readPurl(id);
  if (purl?.type === "oci" || purl?.type === "docker")
    return digest !== undefined && (purl.version === digest || purl.qualifiers?.["digest"] === digest);
  return digest !== undefined && id.includes(digest);
}

function isComponent(id: string, component: Component, versions: string | undefined): boolean {
  const [said, own] = [readPurl(id), readPurl(component.purl)];
  if (said === undefined || own === undefined) return false;
  const isSame = said.type === own.type && (said.namespace ?? "") === (own.namespace ?? "") && said.name === own.name;
  if (!isSame || !hasQualifiers(said, own)) return false;
  if (said.version !== undefined) return said.version === own.version;
  if (versions === undefined) return true;
  const version = component.version ?? "";
  const exact = /^vers:any\/(.+)$/.exec(versions)?.[1];
  if (exact !== undefined) return exact === "*" || exact === version;
  return isInVers(versions, version, ecosystemOf(component) ?? "") === true;
}

/** Qualifiers that the statement names must be the component's; where it names none, all are meant. */
function hasQualifiers({ qualifiers = {} }: Purl, own: Purl): boolean {
  return Object.entries(qualifiers).every(([name, value]) => own.qualifiers?.[name] === value);
}
