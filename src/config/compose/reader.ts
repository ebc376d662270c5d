import { type ImageReferenceFact, imageReferences } from "../../core/image.ts";
import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt, type WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asList, asMap, asScalar, asText, type Mapping } from "../../documents/shape.ts";
import { readYamlFile, type YamlPath } from "../../documents/yaml/read.ts";
import { holdsSecret, isSecretName } from "../secret-name.ts";
import type { ComposeFact } from "./facts.ts";

/** Reads Compose files: `compose.yaml`, `docker-compose.prod.yml` and their like. */
export const composeReader: WholeReader<ComposeFact | ImageReferenceFact> = {
  id: "config/compose",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ path, type }) => type === "file" && isComposeFile(path),
  read: function* (file) {
    const { documents, problems } = readYamlFile(file);
    for (const { message, line } of problems) yield gapAt({ ...file.place, line }, `not YAML: ${message}`);
    for (const document of documents) {
      const root = asMap(document.value) ?? {};
      const at: Locate = (path) => {
        const { line, column } = document.rangeOf(path);
        return { ...file.place, line, column };
      };
      if (root.include !== undefined)
        yield gapAt(at(["include"]), "includes other files, which are looked at by themselves and not merged");
      for (const [name, value] of Object.entries(asMap(root.services) ?? {})) {
        const service = asMap(value);
        if (service !== undefined) yield* factsOf({ name, service, here: ["services", name], at, file: file.path });
      }
    }
  },
};

type Locate = (path: YamlPath) => Place;

interface Service {
  readonly name: string;
  readonly service: Mapping;
  readonly here: YamlPath;
  readonly at: Locate;
  readonly file: string;
}

function isComposeFile(path: string): boolean {
  if (/(?:^|\/)(?:node_modules|vendor|third_party)\//.test(path)) return false;
  return /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/.test(path.slice(path.lastIndexOf("/") + 1));
}

function* factsOf({ name, service, here, at, file }: Service): Iterable<ComposeFact | ImageReferenceFact | GapFact> {
  const about = { subject: subject("workload", `${file}#${name}`), service: name };
  const place = (...path: (string | number)[]) => at([...here, ...path]);
  if (service.extends !== undefined)
    yield gapAt(place("extends"), "extends another service, whose settings are not merged");
  yield* imageReferences(asText(service.image), place("image"));
  if (service.privileged === true) {
    yield {
      kind: "service-privilege",
      at: place("privileged"),
      ...about,
      what: "privileged",
      written: "privileged: true",
    };
  }
  for (const key of ["pid", "ipc", "network_mode", "userns_mode", "uts"]) {
    if (service[key] === "host") {
      yield { kind: "service-privilege", at: place(key), ...about, what: "namespace", written: `${key}: host` };
    }
  }
  for (const [index, capability] of asList(service.cap_add).entries()) {
    const written = `cap_add: ${(asScalar(capability) ?? "").toUpperCase().replace(/^CAP_/, "")}`;
    yield { kind: "service-privilege", at: place("cap_add", index), ...about, what: "capability", written };
  }
  for (const [index, device] of asList(service.devices).entries()) {
    const written = `device ${(asScalar(device) ?? "").split(":")[0]}`;
    yield { kind: "service-privilege", at: place("devices", index), ...about, what: "device", written };
  }
  for (const [index, option] of asList(service.security_opt).entries()) {
    yield { kind: "security-option", at: place("security_opt", index), ...about, option: asScalar(option) ?? "" };
  }
  for (const [index, volume] of asList(service.volumes).entries()) {
    const mount = mountOf(volume);
    if (mount !== undefined) yield { kind: "service-mount", at: place("volumes", index), ...about, ...mount };
  }
  for (const [index, port] of asList(service.ports).entries()) {
    const published = portOf(port);
    if (published !== undefined) yield { kind: "published-port", at: place("ports", index), ...about, ...published };
  }
  for (const { variable, value, path } of variablesOf(service.environment)) {
    if (!isSecretName(variable)) continue;
    yield {
      kind: "service-variable",
      at: place("environment", ...path),
      ...about,
      name: variable,
      literal: holdsSecret(value),
    };
  }
}

/** `/host:/inside:ro`, or the long form of type bind. */
function mountOf(volume: unknown): { path: string; readOnly: boolean } | undefined {
  const long = asMap(volume);
  if (long !== undefined) {
    const path = asText(long.source);
    return long.type === "bind" && path.startsWith("/") ? { path, readOnly: long.read_only === true } : undefined;
  }
  const [source = "", , mode = ""] = asText(volume).split(":");
  return source.startsWith("/") ? { path: source, readOnly: mode.split(",").includes("ro") } : undefined;
}

/** `8080:80`, `127.0.0.1:5432:5432/tcp`, or the long form; a port that is not published is none. */
function portOf(port: unknown): { address: string; target: string } | undefined {
  const long = asMap(port);
  if (long !== undefined) {
    return long.published === undefined
      ? undefined
      : { address: asText(long.host_ip), target: asScalar(long.target) ?? "" };
  }
  const parts = (asScalar(port) ?? "").replace(/\/(?:tcp|udp)$/, "").match(/\[[^\]]*\]|[^:]+/g) ?? [];
  if (parts.length < 2) return undefined;
  return { address: parts.length > 2 ? (parts[0] ?? "") : "", target: parts.at(-1) ?? "" };
}

/** A map, or a list of `NAME=value`. */
function variablesOf(environment: unknown): { variable: string; value: string; path: (string | number)[] }[] {
  const map = asMap(environment);
  if (map !== undefined) {
    return Object.entries(map).map(([variable, value]) => ({
      variable,
      value: asScalar(value) ?? "",
      path: [variable],
    }));
  }
  return asList(environment).map((entry, index) => {
    const [variable = "", ...rest] = asText(entry).split("=");
    return { variable, value: rest.join("="), path: [index] };
  });
}
