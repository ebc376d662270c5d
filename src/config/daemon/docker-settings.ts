import type { Place } from "../../core/place.ts";
import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asScalar } from "../../documents/shape.ts";
import type { DaemonFact } from "./facts.ts";

/** What one file says to dockerd, whatever form it has: the words are those of `daemon.json`. */
export interface DockerSettings {
  readonly path: string;
  readonly at: (key: string, index?: number) => Place;
  /** The value of a key; undefined where it is not written. */
  readonly valueOf: (key: string) => unknown;
  /** Whether what is absent goes by its default, for no other file is read beside this one. */
  readonly decides: boolean;
}

/**
 * What dockerd does when it is told nothing: https://docs.docker.com/reference/cli/dockerd/ (Engine 28).
 * `builtin` is the profile that comes with it; an empty `userns-remap` maps nobody.
 */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ["icc", "true"],
  ["userns-remap", ""],
  ["no-new-privileges", "false"],
  ["live-restore", "false"],
  ["seccomp-profile", "builtin"],
  ["experimental", "false"],
  ["iptables", "true"],
  ["ip6tables", "true"],
  ["log-driver", "json-file"],
]);

const LISTS = ["hosts", "insecure-registries", "registry-mirrors"] as const;

export function* factsOfDocker(settings: DockerSettings): Iterable<DaemonFact | GapFact> {
  const { path, at, valueOf, decides } = settings;
  const about = subject("file", path);
  const lists = new Map<string, string[]>();
  for (const key of LISTS) {
    const value = valueOf(key);
    if (value === undefined) continue;
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) lists.set(key, value);
    else yield gapAt(at(key), `${key} is no list of texts, with which dockerd does not start`);
  }
  const verified = valueOf("tlsverify") === true;
  for (const [index, address] of (lists.get("hosts") ?? []).entries())
    yield { kind: "daemon-socket", at: at("hosts", index), subject: about, daemon: "Docker", address, verified };
  for (const [index, registry] of (lists.get("insecure-registries") ?? []).entries()) {
    const place = at("insecure-registries", index);
    yield { kind: "trusted-registry", at: place, subject: about, daemon: "Docker", registry, how: "insecure" };
  }
  for (const [index, registry] of (lists.get("registry-mirrors") ?? []).entries()) {
    const how = /^http:/i.test(registry) ? "plain" : undefined;
    const place = at("registry-mirrors", index);
    if (how !== undefined)
      yield { kind: "trusted-registry", at: place, subject: about, daemon: "Docker", registry: bare(registry), how };
  }
  if (verified) yield setting("tlsverify", "true", true);
  for (const [name, byDefault] of DEFAULTS) {
    const written = valueOf(name);
    const value = asScalar(written);
    if (written !== undefined && value === undefined) yield gapAt(at(name), `${name} is neither a text nor a truth`);
    else if (value !== undefined || (decides && !isMeaningless(name, path)))
      yield setting(name, value ?? byDefault, value !== undefined);
  }

  function setting(name: string, value: string, written: boolean): DaemonFact {
    return { kind: "daemon-setting", at: at(name), subject: about, name, value, written };
  }
}

/** A daemon that is not root maps everybody as it is, and has no containers to itself across users. */
function isMeaningless(name: string, path: string): boolean {
  return name === "userns-remap" && path.includes(".config/docker/");
}

/** Without what stands before an `@`: that can be a password. */
function bare(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/]*@/, "$1");
}
