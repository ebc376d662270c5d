import { asList, asMap, asText, type Mapping, mapAt, textMap } from "../../documents/shape.ts";
import type { YamlPath } from "../../documents/yaml/read.ts";
import type { Container } from "./container.ts";
import type { Confinement } from "./facts.ts";
import type { Manifest } from "./manifest.ts";
import type { About, Pod } from "./pod.ts";
import { SAFE_SYSCTLS_32, SELINUX_TYPES_31 } from "./pod-security/controls.ts";

const APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

/** What the pod itself loosens; what its containers do is said by each of them. */
export function* podFences(
  manifest: Manifest,
  { metadata, spec, path, specPath }: Pod,
  about: About,
  containers: readonly Container[],
): Iterable<Confinement> {
  const fence = (setting: Confinement["setting"], value: string, key: YamlPath): Confinement => ({
    kind: "confinement",
    at: manifest.atKey(key),
    ...about,
    setting,
    value,
  });
  const context = mapAt(spec, "securityContext");
  for (const [index, sysctl] of asList(context.sysctls).entries()) {
    const name = asText(asMap(sysctl)?.name);
    if (name !== "" && !SAFE_SYSCTLS_32.includes(name))
      yield fence("sysctl", name, [...specPath, "securityContext", "sysctls", index, "name"]);
  }
  yield* contextFences(manifest, context, [...specPath, "securityContext"], about);
  const names = new Set(containers.map(({ name }) => name));
  for (const [key, value] of Object.entries(textMap(metadata.annotations))) {
    if (key.startsWith(APPARMOR) && value === "unconfined" && names.has(key.slice(APPARMOR.length))) {
      yield fence("AppArmor", "unconfined", [...path, "metadata", "annotations", key]);
    }
  }
}

/** What a security context loosens, be it the pod's or a container's. */
export function* contextFences(
  manifest: Manifest,
  context: Mapping,
  path: YamlPath,
  about: About,
): Iterable<Confinement> {
  const fence = (setting: Confinement["setting"], value: string, key: YamlPath): Confinement => ({
    kind: "confinement",
    at: manifest.atKey([...path, ...key]),
    ...about,
    setting,
    value,
  });
  if (mapAt(context, "appArmorProfile").type === "Unconfined")
    yield fence("AppArmor", "Unconfined", ["appArmorProfile", "type"]);
  const selinux = mapAt(context, "seLinuxOptions");
  const type = asText(selinux.type);
  if (!SELINUX_TYPES_31.includes(type)) yield fence("SELinux type", type, ["seLinuxOptions", "type"]);
  if (asText(selinux.user) !== "") yield fence("SELinux user", asText(selinux.user), ["seLinuxOptions", "user"]);
  if (asText(selinux.role) !== "") yield fence("SELinux role", asText(selinux.role), ["seLinuxOptions", "role"]);
  if (mapAt(context, "windowsOptions").hostProcess === true)
    yield fence("hostProcess", "true", ["windowsOptions", "hostProcess"]);
  const procMount = asText(context.procMount);
  if (procMount !== "" && procMount !== "Default") yield fence("procMount", procMount, ["procMount"]);
}
