import type { Dice } from "./dice.ts";

/** A pod of which any field that the Pod Security Standards look at may be set, well or badly, and most are not. */
export function somePod(dice: Dice): object {
  const windows = dice.chance(0.06);
  const network = dice.chance(0.08);
  const own = dice.chance(0.15);
  const strict = dice.chance(0.5);
  const containers = ["web", "side"].slice(0, dice.chance(0.3) ? 2 : 1);
  const container = (name: string) => ({
    name,
    image: "registry.example.com/app:1",
    ...(dice.chance(0.85) && { securityContext: context(dice, { windows, strict }) }),
    ...dice.perhaps(0.12, {
      ports: () => [
        { containerPort: 80, ...(dice.chance(0.4) && { hostPort: network ? 80 : dice.one([0, 80, 8080]) }) },
      ],
      livenessProbe: () => ({ httpGet: { port: 80, ...host(dice) } }),
      readinessProbe: () => ({ tcpSocket: { port: 80, ...host(dice) } }),
      lifecycle: () => ({ preStop: { httpGet: { port: 80, ...host(dice) } } }),
    }),
  });
  const annotations = dice.perhaps(0.06, {
    "container.apparmor.security.beta.kubernetes.io/web": () =>
      dice.one(["unconfined", "runtime/default", "localhost/web", ""]),
    "seccomp.security.alpha.kubernetes.io/pod": () => dice.one(["unconfined", "runtime/default", "localhost/web"]),
  });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", annotations },
    spec: {
      ...(windows && { os: { name: "windows" } }),
      ...(network && { hostNetwork: true }),
      ...(own && !network && { hostUsers: false }),
      ...(!own && dice.perhaps(0.06, { hostPID: () => true, hostIPC: () => dice.chance(0.7) })),
      ...(dice.chance(0.8) && { securityContext: sharedContext(dice, { windows, strict }) }),
      ...(dice.chance(0.35) && {
        volumes: dice.some(VOLUMES, 3).map((volume, index) => ({ name: `v${index}`, ...volume })),
      }),
      ...(dice.chance(0.2) && { initContainers: [container("init")] }),
      containers: containers.map(container),
    },
  };
}

interface Kind {
  readonly windows: boolean;
  readonly strict: boolean;
}

const host = (dice: Dice) => (dice.chance(0.4) ? { host: dice.one(["", "127.0.0.1"]) } : {});

const seccomp = (dice: Dice) => {
  const type = dice.one(["RuntimeDefault", "RuntimeDefault", "RuntimeDefault", "Localhost", "Unconfined"]);
  return type === "Localhost" ? { type, localhostProfile: "web.json" } : { type };
};
const apparmor = (dice: Dice) => {
  const type = dice.one(["RuntimeDefault", "Localhost", "Unconfined"]);
  return type === "Localhost" ? { type, localhostProfile: "web" } : { type };
};
const selinux = (dice: Dice) =>
  dice.perhaps(0.4, {
    type: () => dice.one(["container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t", ""]),
    user: () => dice.one(["system_u", ""]),
    role: () => dice.one(["system_r", ""]),
    level: () => "s0:c1",
  });

function context(dice: Dice, { windows, strict }: Kind): object {
  const shared = {
    ...(dice.chance(strict ? 0.3 : 0.15) && { runAsNonRoot: dice.chance(0.8) }),
    ...(dice.chance(0.1) && !windows && { runAsUser: dice.one([0, 1, 1000]) }),
  };
  if (windows) return { ...shared, ...(dice.chance(0.1) && { windowsOptions: { hostProcess: dice.chance(0.5) } }) };
  return {
    ...shared,
    ...(dice.chance(strict ? 0.95 : 0.2) && { allowPrivilegeEscalation: dice.chance(0.05) }),
    ...(dice.chance(strict ? 0.95 : 0.3) && {
      capabilities: {
        ...(dice.chance(0.9) && { drop: strict ? ["ALL"] : dice.one([["ALL"], ["NET_RAW"], ["all"], []]) }),
        ...(dice.chance(0.15) && { add: dice.some(CAPABILITIES, 2) }),
      },
    }),
    ...dice.perhaps(0.05, {
      privileged: () => dice.chance(0.6),
      procMount: () => dice.one(["Default", "Unmasked"]),
      seLinuxOptions: () => selinux(dice),
      appArmorProfile: () => apparmor(dice),
    }),
    ...(dice.chance(0.2) && { seccompProfile: seccomp(dice) }),
  };
}

function sharedContext(dice: Dice, { windows, strict }: Kind): object {
  const nonRoot = dice.chance(strict ? 0.9 : 0.3) && { runAsNonRoot: dice.chance(0.95) };
  if (windows) return { ...nonRoot, ...(dice.chance(0.1) && { windowsOptions: { hostProcess: dice.chance(0.3) } }) };
  return {
    ...nonRoot,
    ...(dice.chance(strict ? 0.9 : 0.2) && { seccompProfile: seccomp(dice) }),
    ...dice.perhaps(0.08, {
      runAsUser: () => dice.one([0, 1000]),
      seLinuxOptions: () => selinux(dice),
      appArmorProfile: () => apparmor(dice),
      sysctls: () => dice.some(SYSCTLS, 2).map((name) => ({ name, value: "1" })),
    }),
  };
}

const CAPABILITIES =
  "NET_BIND_SERVICE NET_BIND_SERVICE CHOWN KILL MKNOD SETPCAP SYS_CHROOT AUDIT_WRITE SYS_ADMIN NET_RAW NET_ADMIN SYS_PTRACE BPF cap_chown chown ALL".split(
    " ",
  );
const SYSCTLS =
  "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_rmem net.ipv4.tcp_wmem kernel.msgmax net.core.somaxconn".split(
    " ",
  );
const VOLUMES: readonly object[] = [
  { emptyDir: {} },
  { emptyDir: { medium: "Memory" } },
  {},
  { configMap: { name: "c" } },
  { secret: { secretName: "s" } },
  { persistentVolumeClaim: { claimName: "p" } },
  { downwardAPI: { items: [] } },
  { csi: { driver: "x.example.com" } },
  { projected: { sources: [] } },
  { image: { reference: "registry.example.com/data:1" } },
  { hostPath: { path: "/data" } },
  { hostPath: { path: "/" } },
  { nfs: { server: "nfs.example.com", path: "/" } },
  { iscsi: { targetPortal: "10.0.0.1", iqn: "iqn.2001-04.com.example:x", lun: 0 } },
  { fc: { wwids: ["x"] } },
];
