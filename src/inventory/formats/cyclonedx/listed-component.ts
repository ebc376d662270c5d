import { readHash } from "../hashes.ts";
import type { Listed } from "../listed.ts";
import { placesOf } from "./places.ts";
import { PROPERTY } from "./properties.ts";
import type { CycloneDxComponent } from "./schema.ts";

/** A component with its properties at hand. */
export interface Read {
  readonly component: CycloneDxComponent;
  readonly properties: ReadonlyMap<string, string>;
  readonly ref: string;
}

/** `direct` holds the refs that the target itself needs; empty where the document has no such edges. */
export function asListed(
  { component, properties, ref }: Read,
  needs: readonly string[],
  direct: ReadonlySet<string>,
): Listed {
  const { purl, type, group, name, licenses, hashes } = component;
  const scope = scopeOf(component, properties);
  const source = sourceOf(properties);
  const distribution = properties.get(PROPERTY.distribution);
  const isDirect = directOf(properties) ?? (direct.size > 0 && !isOurs(properties) ? direct.has(ref) : undefined);
  const supplier = component.supplier?.name || component.publisher;
  const relation = properties.get(PROPERTY.relation);
  const ownedBy = properties.get(PROPERTY.ownedBy);
  return {
    ref,
    ...(purl !== undefined && { purl }),
    kind: type,
    ...(group && { group }),
    name,
    licenses: licenses
      .map(({ expression, license }) => expression ?? license?.id ?? license?.name)
      .filter((license) => license !== undefined),
    ...(supplier && { supplier }),
    hashes: hashes.flatMap(({ alg, content }) => readHash(alg, content) ?? []),
    ...((relation === "installed" || relation === "declared") && { relation }),
    ...(scope !== undefined && { scope }),
    ...(isDirect !== undefined && { direct: isDirect }),
    ...(source !== undefined && { source }),
    ...(distribution !== undefined && { distribution }),
    ...(ownedBy !== undefined && { ownedBy }),
    places: placesOf(component),
    needs,
  };
}

function scopeOf({ scope }: CycloneDxComponent, properties: ReadonlyMap<string, string>): Listed["scope"] {
  const own = properties.get(PROPERTY.scope);
  if (own === "production" || own === "development" || own === "optional") return own;
  return scope === undefined
    ? undefined
    : ({ required: "production", excluded: "development", optional: "optional" } as const)[scope];
}

/** Where we do not say whether somebody asked for it, nobody knew. */
function isOurs(properties: ReadonlyMap<string, string>): boolean {
  return properties.has(PROPERTY.relation);
}

function directOf(properties: ReadonlyMap<string, string>): boolean | undefined {
  const written = properties.get(PROPERTY.direct);
  return written === "true" ? true : written === "false" ? false : undefined;
}

/** Properties of ours, of Trivy and of Syft. */
function sourceOf(properties: ReadonlyMap<string, string>): Listed["source"] {
  const own = properties.get(PROPERTY.sourceName);
  const trivy = properties.get("aquasecurity:trivy:SrcName");
  const syft = properties.get("syft:metadata:source") ?? properties.get("syft:metadata:originPackage");
  const name = own || trivy || syft;
  const version =
    (own && properties.get(PROPERTY.sourceVersion)) ||
    (trivy && trivySourceVersion(properties)) ||
    (syft && properties.get("syft:metadata:sourceVersion"));
  return name ? { name, ...(version && { version }) } : undefined;
}

function trivySourceVersion(properties: ReadonlyMap<string, string>): string | undefined {
  const version = properties.get("aquasecurity:trivy:SrcVersion");
  if (version === undefined) return undefined;
  const epoch = properties.get("aquasecurity:trivy:SrcEpoch");
  const release = properties.get("aquasecurity:trivy:SrcRelease");
  return `${epoch && epoch !== "0" ? `${epoch}:` : ""}${version}${release ? `-${release}` : ""}`;
}
