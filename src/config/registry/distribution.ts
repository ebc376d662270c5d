import type { Place } from "../../core/place.ts";
import { subject } from "../../core/subject.ts";
import { asList, asMap, asScalar, asText, type Mapping, mapAt } from "../../documents/shape.ts";
import { isLoopback, listenHost } from "../loopback.ts";
import { holdsSecret } from "../secret-name.ts";
import type { RegistryFact } from "./facts.ts";

/** Keys of https://distribution.github.io/distribution/about/configuration/ (version 3) that hold a secret. */
const SECRETS: readonly (readonly string[])[] = [
  ["http", "secret"],
  ["proxy", "password"],
  ["redis", "password"],
  ["redis", "sentinelpassword"],
  ["storage", "s3", "secretkey"],
  ["storage", "azure", "accountkey"],
  ["storage", "azure", "credentials", "secret"],
  ["storage", "swift", "password"],
  ["storage", "oss", "accesskeysecret"],
  ["auth", "token", "secret"],
];

/** What one configuration of the distribution registry says. */
export function* factsOfDistribution(
  root: Mapping,
  path: string,
  at: (...path: string[]) => Place,
): Iterable<RegistryFact> {
  const about = { subject: subject("file", path) };
  const http = mapAt(root, "http");
  const tls = mapAt(http, "tls");
  const address = asText(http.addr);
  const near = asText(http.net) === "unix" || (address !== "" && isLoopback(listenHost(address)));
  const deletes = asScalar(mapAt(root, "storage", "delete").enabled) === "true";
  const proxy = mapAt(root, "proxy");
  yield {
    kind: "registry-access",
    at: root.auth === undefined ? at("version") : at("auth"),
    ...about,
    auth: Object.keys(asMap(root.auth) ?? {}).find((name) => name !== "none") ?? "",
    deletes: deletes && proxy.remoteurl === undefined,
    lendsAccount: asText(proxy.username) !== "" || proxy.exec !== undefined,
    near,
  };
  yield {
    kind: "registry-endpoint",
    at: at("http"),
    ...about,
    product: "distribution",
    encrypted:
      asText(tls.certificate) !== "" ||
      asMap(tls.letsencrypt) !== undefined ||
      asText(http.host).toLowerCase().startsWith("https:"),
    near,
    oldest: asText(tls.minimumtls),
  };
  const debug = asText(mapAt(http, "debug").addr);
  if (debug !== "") yield { kind: "registry-debug", at: at("http", "debug", "addr"), ...about, address: debug };
  for (const secret of SECRETS) {
    const value = asScalar(mapAt(root, ...secret.slice(0, -1))[secret.at(-1) ?? ""]);
    if (value === undefined) continue;
    const literal = holdsSecret(value);
    yield { kind: "registry-secret", at: at(...secret), ...about, name: secret.join("."), literal, known: false };
  }
  yield* connections(root, about, at);
}

function* connections(
  root: Mapping,
  about: Pick<RegistryFact, "subject">,
  at: (...path: string[]) => Place,
): Iterable<RegistryFact> {
  const s3 = mapAt(root, "storage", "s3");
  for (const [key, bad, trust] of [
    ["skipverify", "true", "unverified"],
    ["secure", "false", "plain"],
  ] as const) {
    const value = asScalar(s3[key]);
    if (value === undefined) continue;
    yield {
      kind: "registry-connection",
      at: at("storage", "s3", key),
      ...about,
      written: `storage.s3.${key}: ${value}`,
      trust: value === bad ? trust : "verified",
    };
  }
  const swift = asScalar(mapAt(root, "storage", "swift").insecureskipverify);
  if (swift === "true") {
    const written = "storage.swift.insecureskipverify: true";
    const place = at("storage", "swift", "insecureskipverify");
    yield { kind: "registry-connection", at: place, ...about, written, trust: "unverified" };
  }
  for (const endpoint of asList(mapAt(root, "notifications").endpoints)) {
    const url = asText(asMap(endpoint)?.url);
    const host = /^http:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]*)/i.exec(url)?.[1];
    if (host === undefined || isLoopback(host.replace(/^\[|\]$/g, ""))) continue;
    const written = `notifications to http://${host}`;
    yield { kind: "registry-connection", at: at("notifications", "endpoints"), ...about, written, trust: "plain" };
  }
  const remote = asText(mapAt(root, "proxy").remoteurl);
  const host = /^http:\/\/(?:[^/@]*@)?([^/]*)/i.exec(remote)?.[1];
  if (host !== undefined) {
    const written = `proxy.remoteurl: http://${host}`;
    yield { kind: "registry-connection", at: at("proxy", "remoteurl"), ...about, written, trust: "plain" };
  }
}
