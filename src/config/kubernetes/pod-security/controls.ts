import { asMap, asNumber, asText, type Mapping, mapAt, maps, textMap, texts } from "../../../documents/shape.ts";

/** The pod that an admission check sees. */
export interface CheckedPod {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Mapping;
  readonly containers: readonly Mapping[];
}

/**
 * One control of the Pod Security Standards in the form that it has in some minor versions of Kubernetes 1. Names are those
 * of the API server's own checks.
 */
export interface Control {
  readonly name: string;
  readonly level: "baseline" | "restricted";
  readonly since: number;
  /** The first minor version in which another form holds. */
  readonly until?: number;
  /** A baseline control whose place it takes at the level `restricted`. */
  readonly replaces?: string;
  readonly isBroken: (pod: CheckedPod) => boolean;
}

export function checkedPod(metadata: Mapping, spec: Mapping): CheckedPod {
  const containers = ["initContainers", "containers", "ephemeralContainers"].flatMap((list) => maps(spec[list]));
  return { annotations: textMap(metadata.annotations), spec, containers };
}

const contextOf = (holder: Mapping): Mapping => mapAt(holder, "securityContext");
const anyContext =
  (breaks: (context: Mapping) => boolean) =>
  ({ spec, containers }: CheckedPod): boolean =>
    [spec, ...containers].some((holder) => breaks(contextOf(holder)));
const anyContainer =
  (breaks: (context: Mapping, container: Mapping) => boolean) =>
  ({ containers }: CheckedPod): boolean =>
    containers.some((container) => breaks(contextOf(container), container));
const isWindows = ({ spec }: CheckedPod): boolean => mapAt(spec, "os").name === "windows";
/** The pod's users are not the node's (`hostUsers: false`). */
const hasOwnUsers = ({ spec }: CheckedPod): boolean => spec.hostUsers === false;
const unless =
  (excused: (pod: CheckedPod) => boolean, isBroken: Control["isBroken"]): Control["isBroken"] =>
  (pod) =>
    !excused(pod) && isBroken(pod);

const SAFE_CAPABILITIES = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);
const SAFE_SYSCTLS =
  "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range net.ipv4.tcp_syncookies".split(
    " ",
  );
const SAFE_SYSCTLS_27 = [...SAFE_SYSCTLS, "net.ipv4.ip_local_reserved_ports"];
const SAFE_SYSCTLS_29 = [
  ...SAFE_SYSCTLS_27,
  ...["fin_timeout", "keepalive_intvl", "keepalive_probes", "keepalive_time"].map((name) => `net.ipv4.tcp_${name}`),
];
/** Sysctls that are kept apart by namespace and thus harmless to others. */
export const SAFE_SYSCTLS_32 = [...SAFE_SYSCTLS_29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];
const SELINUX_TYPES = ["", "container_t", "container_init_t", "container_kvm_t"];
/** The types that a container may have without being more than a container. */
export const SELINUX_TYPES_31 = [...SELINUX_TYPES, "container_engine_t"];
const VOLUMES = new Set(
  "name configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret".split(" "),
);

const isProfile = (type: unknown): boolean => type === "RuntimeDefault" || type === "Localhost";
/** A profile that is written, and is none of those that fence. */
const isLoose = (profile: unknown): boolean => asMap(profile) !== undefined && !isProfile(mapAt(profile).type);

function breaksSysctls(safe: readonly string[]): Control["isBroken"] {
  return ({ spec }) => maps(contextOf(spec).sysctls).some(({ name }) => !safe.includes(asText(name)));
}

function breaksSelinux(types: readonly string[]): Control["isBroken"] {
  return anyContext(({ seLinuxOptions }) => {
    const { type, user, role } = mapAt(seLinuxOptions);
    return !types.includes(asText(type)) || asText(user) !== "" || asText(role) !== "";
  });
}

const APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

function breaksAppArmor(pod: CheckedPod): boolean {
  const isBad = ([key, value]: [string, string]) =>
    key.startsWith(APPARMOR) && value !== "" && value !== "runtime/default" && !value.startsWith("localhost/");
  return (
    anyContext(({ appArmorProfile }) => isLoose(appArmorProfile))(pod) || Object.entries(pod.annotations).some(isBad)
  );
}

const SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

function breaksSeccompAnnotation({ annotations, containers }: CheckedPod): boolean {
  const keys = [SECCOMP_POD, ...containers.map(({ name }) => `${SECCOMP_CONTAINER}${asText(name)}`)];
  return keys.some((key) => {
    const value = annotations[key];
    return value !== undefined && !/^(?:runtime\/default$|docker\/default$|localhost\/)/.test(value);
  });
}

/** With the node's network every port of a container is the node's: the API server writes it so before it checks. */
function hasHostPort({ spec, containers }: CheckedPod): boolean {
  return containers.some(({ ports }) =>
    maps(ports).some(({ hostPort, containerPort }) => {
      const its = asNumber(hostPort) ?? 0;
      return its !== 0 || (spec.hostNetwork === true && (asNumber(containerPort) ?? 0) !== 0);
    }),
  );
}

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

function hasHostInProbe({ containers }: CheckedPod): boolean {
  return containers.some((container) => {
    const handlers = [
      ...PROBES.map((probe) => mapAt(container, probe)),
      mapAt(container, "lifecycle", "postStart"),
      mapAt(container, "lifecycle", "preStop"),
    ];
    return handlers.some(
      (handler) => asText(mapAt(handler, "httpGet").host) || asText(mapAt(handler, "tcpSocket").host),
    );
  });
}

/** A volume of no kind is an empty folder. */
function hasOtherVolume({ spec }: CheckedPod): boolean {
  return maps(spec.volumes).some((volume) =>
    Object.entries(volume).some(([kind, value]) => !VOLUMES.has(kind) && value !== null),
  );
}

/** What each container is, or else the pod; the pod's own word counts even where every container has another. */
function isNotNonRoot({ spec, containers }: CheckedPod): boolean {
  const shared = contextOf(spec).runAsNonRoot;
  if (shared === false) return true;
  return containers.some((container) => (contextOf(container).runAsNonRoot ?? shared) !== true);
}

function lacksSeccomp({ spec, containers }: CheckedPod): boolean {
  const shared = contextOf(spec).seccompProfile;
  if (isLoose(shared)) return true;
  return containers.some((container) => !isProfile(mapAt(contextOf(container).seccompProfile ?? shared).type));
}

const keepsCapabilities = anyContainer(({ capabilities }) => {
  const { add, drop } = mapAt(capabilities);
  return !texts(drop).includes("ALL") || texts(add).some((name) => name !== "NET_BIND_SERVICE");
});
const mayEscalate = anyContainer(({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false);
const isRootUser = anyContext(({ runAsUser }) => runAsUser === 0);
const hasProcMount = anyContainer(({ procMount }) => asText(procMount) !== "" && procMount !== "Default");

/** Kubernetes 1.36, `pod-security-admission/policy`: each control by the minor versions in which its form holds. */
export const CONTROLS: readonly Control[] = [
  { name: "appArmorProfile", level: "baseline", since: 0, isBroken: breaksAppArmor },
  {
    name: "capabilities_baseline",
    level: "baseline",
    since: 0,
    isBroken: anyContainer(({ capabilities }) =>
      texts(mapAt(capabilities).add).some((name) => !SAFE_CAPABILITIES.has(name)),
    ),
  },
  {
    name: "hostNamespaces",
    level: "baseline",
    since: 0,
    isBroken: ({ spec }) => [spec.hostNetwork, spec.hostPID, spec.hostIPC].includes(true),
  },
  {
    name: "hostPathVolumes",
    level: "baseline",
    since: 0,
    isBroken: ({ spec }) => maps(spec.volumes).some(({ hostPath }) => hostPath !== undefined && hostPath !== null),
  },
  { name: "hostPorts", level: "baseline", since: 0, isBroken: hasHostPort },
  { name: "hostProbesAndHostLifecycle", level: "baseline", since: 34, isBroken: hasHostInProbe },
  { name: "privileged", level: "baseline", since: 0, isBroken: anyContainer(({ privileged }) => privileged === true) },
  { name: "procMount", level: "baseline", since: 0, until: 35, isBroken: hasProcMount },
  { name: "procMount", level: "baseline", since: 35, isBroken: unless(hasOwnUsers, hasProcMount) },
  { name: "seLinuxOptions", level: "baseline", since: 0, until: 31, isBroken: breaksSelinux(SELINUX_TYPES) },
  {
    name: "seLinuxOptions",
    level: "baseline",
    since: 31,
    isBroken: breaksSelinux(SELINUX_TYPES_31),
  },
  { name: "seccompProfile_baseline", level: "baseline", since: 0, until: 19, isBroken: breaksSeccompAnnotation },
  {
    name: "seccompProfile_baseline",
    level: "baseline",
    since: 19,
    isBroken: anyContext(({ seccompProfile }) => isLoose(seccompProfile)),
  },
  { name: "sysctls", level: "baseline", since: 0, until: 27, isBroken: breaksSysctls(SAFE_SYSCTLS) },
  { name: "sysctls", level: "baseline", since: 27, until: 29, isBroken: breaksSysctls(SAFE_SYSCTLS_27) },
  { name: "sysctls", level: "baseline", since: 29, until: 32, isBroken: breaksSysctls(SAFE_SYSCTLS_29) },
  { name: "sysctls", level: "baseline", since: 32, isBroken: breaksSysctls(SAFE_SYSCTLS_32) },
  {
    name: "windowsHostProcess",
    level: "baseline",
    since: 0,
    isBroken: anyContext(({ windowsOptions }) => mapAt(windowsOptions).hostProcess === true),
  },
  { name: "allowPrivilegeEscalation", level: "restricted", since: 8, until: 25, isBroken: mayEscalate },
  { name: "allowPrivilegeEscalation", level: "restricted", since: 25, isBroken: unless(isWindows, mayEscalate) },
  {
    name: "capabilities_restricted",
    level: "restricted",
    since: 22,
    until: 25,
    replaces: "capabilities_baseline",
    isBroken: keepsCapabilities,
  },
  {
    name: "capabilities_restricted",
    level: "restricted",
    since: 25,
    replaces: "capabilities_baseline",
    isBroken: unless(isWindows, keepsCapabilities),
  },
  { name: "procMount_restricted", level: "restricted", since: 35, replaces: "procMount", isBroken: hasProcMount },
  { name: "restrictedVolumes", level: "restricted", since: 0, replaces: "hostPathVolumes", isBroken: hasOtherVolume },
  { name: "runAsNonRoot", level: "restricted", since: 0, until: 35, isBroken: isNotNonRoot },
  { name: "runAsNonRoot", level: "restricted", since: 35, isBroken: unless(hasOwnUsers, isNotNonRoot) },
  { name: "runAsUser", level: "restricted", since: 23, until: 35, isBroken: isRootUser },
  { name: "runAsUser", level: "restricted", since: 35, isBroken: unless(hasOwnUsers, isRootUser) },
  {
    name: "seccompProfile_restricted",
    level: "restricted",
    since: 19,
    until: 25,
    replaces: "seccompProfile_baseline",
    isBroken: lacksSeccomp,
  },
  {
    name: "seccompProfile_restricted",
    level: "restricted",
    since: 25,
    replaces: "seccompProfile_baseline",
    isBroken: unless(isWindows, lacksSeccomp),
  },
];
