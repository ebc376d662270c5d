import { expect, test } from "vitest";
import type { Mapping } from "../../../documents/shape.ts";
import { checkedPod } from "./controls.ts";
import { brokenControls, enforcedBy, type Level, NEWEST_MINOR, refusals, strictestFor } from "./levels.ts";

/** A pod that every level lets in, but for what a test puts into it. */
function pod(more: {
  spec?: Mapping;
  shared?: Mapping;
  context?: Mapping;
  container?: Mapping;
  annotations?: Mapping;
}): number[] {
  const { spec = {}, shared = {}, context = {}, container = {}, annotations = {} } = more;
  return brokenControls(
    checkedPod(
      { annotations },
      {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }, ...shared },
        containers: [
          {
            name: "web",
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, ...context },
            ...container,
          },
        ],
        ...spec,
      },
    ),
  );
}

const at = (broken: number[], level: Level, minor = NEWEST_MINOR) => refusals(broken, level, minor).join();

test("a hardened pod is let in everywhere, and an empty one at baseline alone", () => {
  expect(at(pod({}), "restricted")).toBe("");
  const bare = brokenControls(checkedPod({}, { containers: [{ name: "web" }] }));
  expect(at(bare, "baseline")).toBe("");
  expect(at(bare, "restricted")).toBe(
    "allowPrivilegeEscalation,capabilities_restricted,runAsNonRoot,seccompProfile_restricted",
  );
  expect(at(bare, "privileged")).toBe("");
});

// The verdicts of a real API server over thousands of pods are compared by `npm run bench -- cluster`; these are the edges.
test.each<[Parameters<typeof pod>[0], string, string]>([
  [{ spec: { hostNetwork: true } }, "hostNamespaces", "hostNamespaces"],
  [
    { spec: { hostNetwork: true }, container: { ports: [{ containerPort: 80 }] } },
    "hostNamespaces,hostPorts",
    "hostNamespaces,hostPorts",
  ],
  [{ container: { ports: [{ containerPort: 80, hostPort: 0 }] } }, "", ""],
  [{ spec: { volumes: [{ name: "v", hostPath: { path: "/" } }] } }, "hostPathVolumes", "restrictedVolumes"],
  [{ spec: { volumes: [{ name: "v" }, { name: "w", emptyDir: {} }, { name: "x", nfs: null }] } }, "", ""],
  [{ spec: { volumes: [{ name: "v", nfs: { server: "x" } }] } }, "", "restrictedVolumes"],
  [{ context: { privileged: true } }, "privileged", "privileged"],
  [{ context: { capabilities: { drop: ["ALL"], add: ["CHOWN"] } } }, "", "capabilities_restricted"],
  [
    { context: { capabilities: { drop: ["ALL"], add: ["NET_RAW"] } } },
    "capabilities_baseline",
    "capabilities_restricted",
  ],
  [{ context: { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } } }, "", ""],
  [{ context: { capabilities: { drop: ["all"] } } }, "", "capabilities_restricted"],
  [{ shared: { runAsNonRoot: false }, context: { runAsNonRoot: true } }, "", "runAsNonRoot"],
  [{ shared: { runAsNonRoot: undefined }, context: { runAsNonRoot: true } }, "", ""],
  [{ shared: { runAsUser: 0 }, context: { runAsUser: 7 } }, "", "runAsUser"],
  [
    { shared: { seccompProfile: { type: "Unconfined" } }, context: { seccompProfile: { type: "Localhost" } } },
    "seccompProfile_baseline",
    "seccompProfile_restricted",
  ],
  [{ shared: { seccompProfile: undefined } }, "", "seccompProfile_restricted"],
  [{ shared: { seLinuxOptions: { user: "u" } } }, "seLinuxOptions", "seLinuxOptions"],
  [{ shared: { sysctls: [{ name: "kernel.msgmax" }] } }, "sysctls", "sysctls"],
  [
    { annotations: { "container.apparmor.security.beta.kubernetes.io/web": "unconfined" } },
    "appArmorProfile",
    "appArmorProfile",
  ],
  [{ annotations: { "container.apparmor.security.beta.kubernetes.io/web": "localhost/x" } }, "", ""],
  [{ context: { appArmorProfile: { type: "Unconfined" } } }, "appArmorProfile", "appArmorProfile"],
  [{ shared: { windowsOptions: { hostProcess: true } } }, "windowsHostProcess", "windowsHostProcess"],
  [
    { container: { livenessProbe: { httpGet: { host: "127.0.0.1" } } } },
    "hostProbesAndHostLifecycle",
    "hostProbesAndHostLifecycle",
  ],
  [
    { container: { lifecycle: { preStop: { tcpSocket: { host: "db" } } } } },
    "hostProbesAndHostLifecycle",
    "hostProbesAndHostLifecycle",
  ],
  [
    { spec: { initContainers: [{ name: "i", securityContext: { privileged: true } }] } },
    "privileged",
    "privileged,allowPrivilegeEscalation,capabilities_restricted",
  ],
])("%j", (more, baseline, restricted) => {
  expect([at(pod(more), "baseline"), at(pod(more), "restricted")]).toEqual([baseline, restricted]);
});

test.each<[Parameters<typeof pod>[0], Level, number, string]>([
  [{ container: { livenessProbe: { httpGet: { host: "x" } } } }, "baseline", 33, ""],
  [{ shared: { sysctls: [{ name: "net.ipv4.tcp_rmem" }] } }, "baseline", 31, "sysctls"],
  [{ shared: { sysctls: [{ name: "net.ipv4.tcp_rmem" }] } }, "baseline", 32, ""],
  [{ shared: { sysctls: [{ name: "net.ipv4.tcp_fin_timeout" }] } }, "baseline", 28, "sysctls"],
  [{ shared: { sysctls: [{ name: "net.ipv4.ip_local_reserved_ports" }] } }, "baseline", 26, "sysctls"],
  [{ shared: { seLinuxOptions: { type: "container_engine_t" } } }, "baseline", 30, "seLinuxOptions"],
  [{ shared: { seLinuxOptions: { type: "container_engine_t" } } }, "baseline", 31, ""],
  [{ context: { capabilities: {} } }, "restricted", 21, ""],
  [{ shared: { runAsUser: 0 } }, "restricted", 22, ""],
  [{ context: { procMount: "Unmasked" }, spec: { hostUsers: false } }, "baseline", 34, "procMount"],
  [{ context: { procMount: "Unmasked" }, spec: { hostUsers: false } }, "baseline", 35, ""],
  [{ context: { procMount: "Unmasked" }, spec: { hostUsers: false } }, "restricted", 35, "procMount_restricted"],
  [
    { shared: { runAsNonRoot: false, runAsUser: 0 }, spec: { hostUsers: false } },
    "restricted",
    34,
    "runAsNonRoot,runAsUser",
  ],
  [{ shared: { runAsNonRoot: false, runAsUser: 0 }, spec: { hostUsers: false } }, "restricted", 35, ""],
  [
    {
      spec: { os: { name: "windows" } },
      context: { allowPrivilegeEscalation: undefined, capabilities: undefined },
      shared: { seccompProfile: undefined },
    },
    "restricted",
    25,
    "",
  ],
  [
    { spec: { os: { name: "windows" } }, context: { allowPrivilegeEscalation: undefined } },
    "restricted",
    24,
    "allowPrivilegeEscalation",
  ],
  [
    { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" } },
    "baseline",
    18,
    "seccompProfile_baseline",
  ],
  [{ annotations: { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" } }, "baseline", 19, ""],
  [{ context: { privileged: true } }, "baseline", 999, "privileged"],
])("%j at %s of 1.%i", (more, level, minor, expected) => {
  expect(at(pod(more), level, minor)).toBe(expected);
});

test("the strictest level is that which all pods pass", () => {
  expect(strictestFor([pod({})], NEWEST_MINOR)).toBe("restricted");
  expect(strictestFor([pod({}), pod({ shared: { runAsNonRoot: undefined } })], NEWEST_MINOR)).toBe("baseline");
  expect(strictestFor([pod({}), pod({ spec: { hostPID: true } })], NEWEST_MINOR)).toBe("privileged");
});

test("a namespace enforces what its labels say, and the strictest where they cannot be read", () => {
  const label = (level: string, version?: string) =>
    enforcedBy({
      "pod-security.kubernetes.io/enforce": level,
      ...(version !== undefined && { "pod-security.kubernetes.io/enforce-version": version }),
    });
  expect(enforcedBy({ "pod-security.kubernetes.io/warn": "baseline" })).toBeUndefined();
  expect(label("baseline", "v1.30")).toEqual({ level: "baseline", minor: 30 });
  expect(label("baseline", "latest")).toEqual({ level: "baseline", minor: NEWEST_MINOR });
  expect(label("baseline", "soon")).toEqual({ level: "baseline", minor: NEWEST_MINOR });
  expect(label("Baseline")).toEqual({ level: "restricted", minor: NEWEST_MINOR });
});
