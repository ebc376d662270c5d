import type { Place } from "../../core/place.ts";
import { subject } from "../../core/subject.ts";
import { asMap, asScalar, asText, type Mapping, mapAt } from "../../documents/shape.ts";
import { holdsSecret } from "../secret-name.ts";
import type { RegistryFact } from "./facts.ts";

/** Secrets of `harbor.yml`, and what the file that Harbor comes with has in their place (make/harbor.yml.tmpl, 2.15). */
const SECRETS: readonly { readonly path: readonly string[]; readonly shipped: string }[] = [
  { path: ["harbor_admin_password"], shipped: "Harbor12345" },
  { path: ["database", "password"], shipped: "root123" },
  { path: ["external_database", "harbor", "password"], shipped: "" },
  { path: ["external_redis", "password"], shipped: "" },
];

/** What one `harbor.yml` says. */
export function* factsOfHarbor(root: Mapping, path: string, at: (...path: string[]) => Place): Iterable<RegistryFact> {
  if (root.hostname === undefined && root.harbor_admin_password === undefined) return;
  const about = { subject: subject("file", path) };
  yield {
    kind: "registry-endpoint",
    at: at(root.http === undefined ? "hostname" : "http"),
    ...about,
    product: "Harbor",
    encrypted: asMap(root.https) !== undefined || asText(root.external_url).toLowerCase().startsWith("https:"),
    near: false,
    oldest: "",
  };
  for (const { path: way, shipped } of SECRETS) {
    const value = asScalar(mapAt(root, ...way.slice(0, -1))[way.at(-1) ?? ""]);
    if (value === undefined) continue;
    yield {
      kind: "registry-secret",
      at: at(...way),
      ...about,
      name: way.join("."),
      literal: holdsSecret(value),
      known: shipped !== "" && value === shipped,
    };
  }
}
