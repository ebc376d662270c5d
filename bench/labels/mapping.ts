/** What of ours stands for a peer's rule: any of these rules, or of these controls of the Pod Security Standards. */
export interface Ours {
  readonly rules?: readonly string[];
  readonly controls?: readonly string[];
}

const rules = (...names: readonly string[]): Ours => ({ rules: names.map((name) => `kubernetes/${name}`) });
const control = (...names: readonly string[]): Ours => ({ controls: names });

/** Rules that say the same as one of ours, each by its peer's name. */
export const MAPPING: Readonly<Record<string, Ours>> = {
  "kyverno disallow-capabilities": control("baseline capabilities_baseline"),
  "kyverno disallow-host-namespaces": control("baseline hostNamespaces"),
  "kyverno disallow-host-path": control("baseline hostPathVolumes"),
  "kyverno disallow-host-ports": control("baseline hostPorts"),
  "kyverno disallow-host-process": control("baseline windowsHostProcess"),
  "kyverno disallow-privileged-containers": control("baseline privileged"),
  "kyverno disallow-proc-mount": control("baseline procMount"),
  "kyverno disallow-selinux": control("baseline seLinuxOptions"),
  "kyverno restrict-apparmor-profiles": control("baseline appArmorProfile"),
  "kyverno restrict-seccomp": control("baseline seccompProfile_baseline"),
  "kyverno restrict-sysctls": control("baseline sysctls"),
  "kyverno disallow-capabilities-strict": control("restricted capabilities_restricted"),
  "kyverno disallow-privilege-escalation": control("restricted allowPrivilegeEscalation"),
  "kyverno require-run-as-nonroot": control("restricted runAsNonRoot"),
  "kyverno require-run-as-non-root-user": control("restricted runAsUser"),
  "kyverno restrict-seccomp-strict": control("restricted seccompProfile_restricted"),
  "kyverno restrict-volume-types": control("restricted restrictedVolumes"),
  "kyverno disallow-cri-sock-mount": rules("runtime-socket"),
  "kyverno require-drop-all": rules("capabilities-not-dropped"),
  "kyverno require-ro-rootfs": rules("writable-root"),
  "kyverno restrict-service-external-ips": rules("external-service"),
  "trivy KSV1": rules("privilege-escalation"),
  "trivy KSV3": rules("capabilities-not-dropped"),
  "trivy KSV5": rules("dangerous-capability"),
  "trivy KSV6": rules("runtime-socket"),
  "trivy KSV8": rules("host-namespaces"),
  "trivy KSV9": rules("host-namespaces"),
  "trivy KSV10": rules("host-namespaces"),
  "trivy KSV12": rules("runs-as-root"),
  "trivy KSV14": rules("writable-root"),
  "trivy KSV17": rules("privileged"),
  "trivy KSV18": rules("no-memory-limit"),
  "trivy KSV22": control("baseline capabilities_baseline"),
  "trivy KSV23": control("baseline hostPathVolumes"),
  "trivy KSV24": control("baseline hostPorts"),
  "trivy KSV25": control("baseline seLinuxOptions"),
  "trivy KSV26": control("baseline sysctls"),
  "trivy KSV27": control("baseline procMount"),
  "trivy KSV28": control("restricted restrictedVolumes"),
  "trivy KSV30": control("restricted seccompProfile_restricted"),
  "trivy KSV103": control("baseline windowsHostProcess"),
  "trivy KSV104": rules("seccomp-missing"),
  "trivy KSV105": control("restricted runAsUser"),
  "trivy KSV106": control("restricted capabilities_restricted"),
  "trivy KSV108": rules("external-service"),
  "trivy KSV120": rules("dangerous-capability"),
  "trivy KCV1": rules("components/anonymous-requests"),
  "trivy KCV2": rules("components/passwords-in-file"),
  "trivy KCV6": rules("components/unverified-kubelet"),
  "trivy KCV7": rules("components/authorization-off"),
  "trivy KCV11": rules("components/admission-switched-off"),
  "trivy KCV16": rules("components/no-node-restriction"),
  "trivy KCV18": rules("components/open-profiles"),
  "trivy KCV19": rules("components/no-audit-log"),
  "trivy KCV24": rules("components/deleted-accounts-live-on"),
  "trivy KCV30": rules("components/secrets-in-the-open"),
  "trivy KCV34": rules("components/open-profiles"),
  "trivy KCV35": rules("components/shared-controller-account"),
  "trivy KCV40": rules("components/open-profiles"),
  "kube-linter docker-sock": rules("runtime-socket"),
  "kube-linter host-ipc": rules("host-namespaces"),
  "kube-linter host-network": rules("host-namespaces"),
  "kube-linter host-pid": rules("host-namespaces"),
  "kube-linter privileged-container": rules("privileged"),
  "kube-linter privilege-escalation-container": rules("privilege-escalation"),
  "kube-linter run-as-non-root": rules("runs-as-root"),
  "kube-linter sensitive-host-mounts": rules("host-path", "runtime-socket"),
  "kube-linter unsafe-proc-mount": control("baseline procMount"),
  "kube-linter unsafe-sysctls": control("baseline sysctls"),
  "kube-linter no-read-only-root-fs": rules("writable-root"),
  "kube-linter cluster-admin-role-binding": rules("role-everything"),
  "hadolint DL3002": { rules: ["dockerfile/root-user"] },
  "hadolint DL3006": { rules: ["dockerfile/moving-base"] },
  "hadolint DL3007": { rules: ["dockerfile/moving-base"] },
};

/** The rules of one peer that are mapped, without its name. */
export function mappedOf(peer: string): ReadonlySet<string> {
  const names = Object.keys(MAPPING).filter((name) => name.startsWith(`${peer} `));
  return new Set(names.map((name) => name.slice(peer.length + 1)));
}
