import { asFlag, asList, asMap, asNumber, asText, type Mapping, mapAt, texts } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import { holdsSecret } from "../secret-name.ts";
import type { LiteralValue, PodFact } from "./facts.ts";
import { contextFences } from "./fences.ts";
import type { Manifest } from "./manifest.ts";
import type { About, Pod } from "./pod.ts";

/** A container of any of a pod's three lists. */
export interface Container {
  readonly name: string;
  readonly spec: Mapping;
  readonly path: YamlPath;
  /** Without an image it is a patch for one that stands elsewhere: only what it sets can be judged, not what it leaves out. */
  readonly isFragment: boolean;
}

/** What a container is allowed in the end: its own settings, else the pod's. */
export function* factsOfContainer(manifest: Manifest, pod: Pod, about: About, container: Container): Iterable<PodFact> {
  const of = { ...about, container: container.name };
  const context = mapAt(container.spec, "securityContext");
  yield* contextFences(manifest, context, [...container.path, "securityContext"], about);
  yield* posture(manifest, pod, of, container);
  yield* capabilities(manifest, pod, of, container);
  for (const [index, port] of asList(container.spec.ports).entries()) {
    const hostPort = asNumber(asMap(port)?.hostPort) ?? 0;
    if (hostPort !== 0)
      yield {
        kind: "host-port",
        at: manifest.atKey([...container.path, "ports", index, "hostPort"]),
        ...of,
        port: hostPort,
      };
  }
  if (!container.isFragment)
    yield {
      kind: "container-image",
      at: manifest.at([...container.path, "image"]),
      ...of,
      image: asText(container.spec.image),
    };
  yield* literals(manifest, about, container);
  if (!container.isFragment) yield advice(manifest, of, container);
}

function advice(manifest: Manifest, of: OfContainer, container: Container): PodFact {
  const { spec, path } = container;
  const limit = mapAt(spec, "resources", "limits").memory;
  return {
    kind: "container-advice",
    at: manifest.at(path),
    ...of,
    hasReadOnlyRoot: ownSetting(container, "readOnlyRootFilesystem").value === true,
    hasMemoryLimit: limit !== undefined && limit !== null,
    hasProbe: spec.readinessProbe !== undefined || spec.livenessProbe !== undefined,
    isServing: asList(spec.ports).length > 0 && path.includes("containers"),
  };
}

type OfContainer = About & { readonly container: string };

function* posture(manifest: Manifest, pod: Pod, of: OfContainer, container: Container): Iterable<PodFact> {
  const setting = (key: string) => effective(pod, container, key);
  const privilege = ownSetting(container, "privileged");
  const privileged = privilege.value === true;
  const escalation = ownSetting(container, "allowPrivilegeEscalation");
  const nonRoot = setting("runAsNonRoot");
  const user = setting("runAsUser");
  const seccomp = setting("seccompProfile");
  const isWindows = mapAt(pod.spec, "os").name === "windows";
  const place = ({ value, path }: Setting) => (value === undefined ? manifest.at(path) : manifest.atKey(path));

  if (privilege.value !== undefined) yield { kind: "privilege", at: place(privilege), ...of, privileged };
  if (isJudged(container, nonRoot, user)) {
    const decisive = asNumber(user.value) === 0 || nonRoot.value === undefined ? user : nonRoot;
    yield {
      kind: "container-user",
      at: place(decisive),
      ...of,
      runAsNonRoot: asFlag(nonRoot.value),
      runAsUser: asNumber(user.value),
      image: asText(container.spec.image),
    };
  }
  if (isWindows) return; // escalation, capabilities and seccomp are Linux's
  if (isJudged(container, escalation)) {
    yield { kind: "escalation", at: place(escalation), ...of, allowed: asFlag(escalation.value), privileged };
  }
  if (isJudged(container, seccomp)) {
    yield {
      kind: "seccomp-profile",
      at: place(seccomp),
      ...of,
      profile: asText(mapAt(seccomp.value).type),
      privileged,
    };
  }
}

function* capabilities(manifest: Manifest, pod: Pod, of: OfContainer, container: Container): Iterable<PodFact> {
  const path = [...container.path, "securityContext", "capabilities"];
  const written = asMap(mapAt(container.spec, "securityContext").capabilities);
  const [added, dropped] = [texts(written?.add).map(capabilityName), texts(written?.drop).map(capabilityName)];
  for (const [index, capability] of asList(written?.add).entries()) {
    if (typeof capability !== "string") continue;
    yield {
      kind: "added-capability",
      at: manifest.at([...path, "add", index]),
      ...of,
      capability: capabilityName(capability),
    };
  }
  if (mapAt(pod.spec, "os").name === "windows" || (container.isFragment && written === undefined)) return;
  const at =
    written === undefined
      ? manifest.at(container.path)
      : manifest.atKey(written.drop === undefined ? path : [...path, "drop"]);
  const privileged = ownSetting(container, "privileged").value === true;
  yield { kind: "dropped-capabilities", at, ...of, dropped, added, privileged };
}

/** Runtimes take `cap_sys_admin`, `CAP_SYS_ADMIN` and `SYS_ADMIN` for the same. */
function capabilityName(written: string): string {
  return written.toUpperCase().replace(/^CAP_/, "");
}

function* literals(
  manifest: Manifest,
  about: About,
  { name: container, spec, path }: Container,
): Iterable<LiteralValue> {
  const owner = `container ${container} of ${about.workload}`;
  for (const [index, value] of asList(spec.env).entries()) {
    const { name, value: text } = asMap(value) ?? {};
    if (typeof name !== "string" || typeof text !== "string") continue;
    yield {
      kind: "literal-value",
      at: manifest.atKey([...path, "env", index, "value"]),
      subject: about.subject,
      owner,
      by: "variable",
      name,
      literal: holdsSecret(text),
    };
  }
  for (const list of ["command", "args"]) {
    for (const [index, value] of asList(spec[list]).entries()) {
      const option = typeof value === "string" ? /^--?([\w.-]{1,100})=(.*)$/s.exec(value) : null;
      if (option === null) continue;
      yield {
        kind: "literal-value",
        at: manifest.at([...path, list, index]),
        subject: about.subject,
        owner,
        by: "argument",
        name: option[1] ?? "",
        literal: holdsSecret(option[2] ?? ""),
      };
    }
  }
}

/** What a setting is in the end, and where it stands; of one that is nowhere, the container. */
interface Setting {
  readonly value: unknown;
  readonly path: YamlPath;
}

function ownSetting({ spec, path }: Container, key: string): Setting {
  const value = mapAt(spec, "securityContext")[key];
  return value === undefined || value === null
    ? { value: undefined, path }
    : { value, path: [...path, "securityContext", key] };
}

function effective(pod: Pod, container: Container, key: string): Setting {
  const own = ownSetting(container, key);
  if (own.value !== undefined) return own;
  const shared = mapAt(pod.spec, "securityContext")[key];
  return shared === undefined || shared === null
    ? own
    : { value: shared, path: [...pod.specPath, "securityContext", key] };
}

function isJudged({ isFragment }: Container, ...settings: readonly Setting[]): boolean {
  return !isFragment || settings.some(({ value }) => value !== undefined);
}
