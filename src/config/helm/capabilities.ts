import { type Dict, printed } from "../../documents/go-template/values.ts";

/** The minor version of Kubernetes that charts are rendered for: the newest one that is known here. */
const MINOR = 36;

/** The groups that Helm takes to be served where no cluster is asked. */
const VERSIONS = new Set([
  "v1",
  "admissionregistration.k8s.io/v1",
  "apiextensions.k8s.io/v1",
  "apps/v1",
  "authentication.k8s.io/v1",
  "authorization.k8s.io/v1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "certificates.k8s.io/v1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "events.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1",
  "networking.k8s.io/v1",
  "node.k8s.io/v1",
  "policy/v1",
  "rbac.authorization.k8s.io/v1",
  "resource.k8s.io/v1",
  "scheduling.k8s.io/v1",
  "storage.k8s.io/v1",
]);

/** What a chart may ask of the cluster that it is rendered for. */
export function capabilities(): Dict {
  const version = `v1.${MINOR}.0`;
  return {
    KubeVersion: { Version: version, Major: "1", Minor: String(MINOR), GitVersion: version },
    APIVersions: { Has: ([asked]: readonly unknown[]) => serves(printed(asked)) },
    HelmVersion: { Version: "v3.22.0", GitCommit: "", GoVersion: "" },
  };
}

/** `apps/v1` or, with a kind behind it, `apps/v1/Deployment`. */
function serves(asked: string): boolean {
  return VERSIONS.has(asked) || (VERSIONS.has(asked.slice(0, asked.lastIndexOf("/"))) && !/\/v\d\w*$/.test(asked));
}
