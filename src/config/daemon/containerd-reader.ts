import { parse } from "smol-toml";
import { gapAt, type WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asMap, asText, type Mapping, mapAt, texts } from "../../documents/shape.ts";
import { renderedPath, UNRENDERED } from "../template.ts";
import type { DaemonFact } from "./facts.ts";

/**
 * Reads containerd's `config.toml` and the `hosts.toml` of its registries: who may speak with it, and which registries it
 * trusts unseen. Keys: https://github.com/containerd/containerd/blob/main/docs/cri/registry.md and docs/hosts.md.
 */
export const containerdReader: WholeReader<DaemonFact> = {
  id: "config/containerd",
  version: 1,
  limit: 256 * 1024,
  wants: ({ path, type }) =>
    type === "file" &&
    /(?:^|\/)containerd\/config\.toml$|(?:^|\/)certs\.d\/[^/]+\/hosts\.toml$/.test(renderedPath(path) ?? path),
  read: function* (file) {
    if (renderedPath(file.path) !== undefined) {
      yield gapAt(file.place, UNRENDERED);
      return;
    }
    const text = file.text();
    let root: Mapping;
    try {
      root = asMap(parse(text)) ?? {};
    } catch {
      yield gapAt(file.place, "not TOML");
      return;
    }
    const about = { subject: subject("file", file.path), daemon: "containerd" } as const;
    const at = (...marks: string[]) => ({ ...file.place, line: lineOf(text, marks) });
    if (root.imports !== undefined) yield gapAt(at("imports"), "imports other files, which are not joined with it");
    const grpc = mapAt(root, "grpc");
    const address = asText(grpc.tcp_address);
    if (address !== "")
      yield {
        kind: "daemon-socket",
        at: at("tcp_address"),
        ...about,
        address: `tcp://${address}`,
        verified: asText(grpc.tcp_tls_ca) !== "",
      };
    for (const { registry, how, marks } of file.path.endsWith("hosts.toml") ? hostsIn(root) : registriesIn(root))
      yield { kind: "trusted-registry", at: at(...marks), ...about, registry: bare(registry), how };
  },
};

interface Trusted {
  readonly registry: string;
  readonly how: "insecure" | "plain";
  /** What stands at the place, each after the one before. */
  readonly marks: readonly string[];
}

/** The names of the CRI plugin before and since version 3 of the file. */
const PLUGINS = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "cri"];

function* registriesIn(root: Mapping): Iterable<Trusted> {
  for (const plugin of PLUGINS) {
    const registry = mapAt(root, "plugins", plugin, "registry");
    for (const [name, value] of Object.entries(asMap(registry.configs) ?? {}))
      if (mapAt(value, "tls").insecure_skip_verify === true)
        yield { registry: name, how: "insecure", marks: [name, "insecure_skip_verify"] };
    for (const [name, value] of Object.entries(asMap(registry.mirrors) ?? {}))
      for (const endpoint of texts(asMap(value)?.endpoint))
        if (/^http:/i.test(endpoint)) yield { registry: endpoint, how: "plain", marks: [name, endpoint] };
  }
}

function* hostsIn(root: Mapping): Iterable<Trusted> {
  const server = asText(root.server);
  if (/^http:/i.test(server)) yield { registry: server, how: "plain", marks: ["server", server] };
  if (root.skip_verify === true) yield { registry: server || "all hosts", how: "insecure", marks: ["skip_verify"] };
  for (const [host, value] of Object.entries(asMap(root.host) ?? {})) {
    if (/^http:/i.test(host)) yield { registry: host, how: "plain", marks: [host] };
    if (asMap(value)?.skip_verify === true) yield { registry: host, how: "insecure", marks: [host, "skip_verify"] };
  }
}

/** The parser knows no places: the line is that of the last mark after those before it. */
function lineOf(text: string, marks: readonly string[]): number {
  let at = 0;
  for (const mark of marks) at = Math.max(at, text.indexOf(mark, at));
  return text.slice(0, at).split("\n").length;
}

/** Without what stands before an `@`: that can be a password. */
function bare(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/]*@/, "$1");
}
