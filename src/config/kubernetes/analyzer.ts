import type { Analyzer } from "../../core/analyzer.ts";
import { judgeFacts } from "../../core/judge.ts";
import { chartTree } from "../helm/chart-tree.ts";
import type { ChartFile } from "../helm/facts.ts";
import { renderedCharts } from "../helm/rendered-charts.ts";
import { renderedKustomizations } from "../kustomize/rendered-kustomizations.ts";
import { treeFiles } from "../kustomize/tree-files.ts";
import { asRendered, leftUnrendered } from "./as-rendered.ts";
import type { KustomizationFile } from "./facts.ts";
import { hardenByFolder } from "./harden.ts";
import { examinedIn, factsOfWholeCluster, joinedFacts, withExposure } from "./joined-facts.ts";
import { kubernetesReader } from "./reader.ts";
import { admissionAsksOutside } from "./rules/admission-asks-outside.ts";
import { admissionPassesOnFailure } from "./rules/admission-passes-on-failure.ts";
import { capabilitiesNotDropped } from "./rules/capabilities-not-dropped.ts";
import { dangerousCapability } from "./rules/dangerous-capability.ts";
import { exposedConsole } from "./rules/exposed-console.ts";
import { exposedReach } from "./rules/exposed-reach.ts";
import { externalService } from "./rules/external-service.ts";
import { gatewayForEverybody } from "./rules/gateway-for-everybody.ts";
import { hostNamespaces } from "./rules/host-namespaces.ts";
import { hostPath } from "./rules/host-path.ts";
import { hostPort } from "./rules/host-port.ts";
import { imageByTag } from "./rules/image-by-tag.ts";
import { ingressSnippet } from "./rules/ingress-snippet.ts";
import { lastingWorkload } from "./rules/lasting-workload.ts";
import { literalCredential } from "./rules/literal-credential.ts";
import { noMemoryLimit } from "./rules/no-memory-limit.ts";
import { noProbe } from "./rules/no-probe.ts";
import { openMetadata } from "./rules/open-metadata.ts";
import { openNamespace } from "./rules/open-namespace.ts";
import { openNetworkPolicy } from "./rules/open-network-policy.ts";
import { openReferenceGrant } from "./rules/open-reference-grant.ts";
import { plainIngress } from "./rules/plain-ingress.ts";
import { policyNotEnforced } from "./rules/policy-not-enforced.ts";
import { privilegeEscalation } from "./rules/privilege-escalation.ts";
import { privileged } from "./rules/privileged.ts";
import { refusedPod } from "./rules/refused-pod.ts";
import { retiredIngress } from "./rules/retired-ingress.ts";
import { roleChangesAdmission } from "./rules/role-changes-admission.ts";
import { roleEntersNodes } from "./rules/role-enters-nodes.ts";
import { roleEntersPods } from "./rules/role-enters-pods.ts";
import { roleEverything } from "./rules/role-everything.ts";
import { roleForEverybody } from "./rules/role-for-everybody.ts";
import { roleGrantsMore } from "./rules/role-grants-more.ts";
import { roleImpersonates } from "./rules/role-impersonates.ts";
import { roleMakesTokens } from "./rules/role-makes-tokens.ts";
import { roleOfDefaultAccount } from "./rules/role-of-default-account.ts";
import { roleOfMissingAccount } from "./rules/role-of-missing-account.ts";
import { roleReadsSecrets } from "./rules/role-reads-secrets.ts";
import { roleStartsPods } from "./rules/role-starts-pods.ts";
import { runsAsRoot } from "./rules/runs-as-root.ts";
import { runtimeSocket } from "./rules/runtime-socket.ts";
import { seccompMissing } from "./rules/seccomp-missing.ts";
import { sharedProcesses } from "./rules/shared-processes.ts";
import { tokenMounted } from "./rules/token-mounted.ts";
import { unconfined } from "./rules/unconfined.ts";
import { unguardedNamespace } from "./rules/unguarded-namespace.ts";
import { unsupportedRelease } from "./rules/unsupported-release.ts";
import { versionSkew } from "./rules/version-skew.ts";
import { writableRoot } from "./rules/writable-root.ts";

const rules = [
  privileged,
  runtimeSocket,
  hostNamespaces,
  hostPath,
  hostPort,
  dangerousCapability,
  literalCredential,
  ingressSnippet,
  retiredIngress,
  externalService,
  unconfined,
  runsAsRoot,
  privilegeEscalation,
  capabilitiesNotDropped,
  seccompMissing,
  tokenMounted,
  imageByTag,
  exposedReach,
  roleForEverybody,
  roleEverything,
  roleGrantsMore,
  roleImpersonates,
  roleEntersNodes,
  roleChangesAdmission,
  roleMakesTokens,
  roleStartsPods,
  roleEntersPods,
  roleReadsSecrets,
  roleOfDefaultAccount,
  unguardedNamespace,
  refusedPod,
  exposedConsole,
  openNamespace,
  openNetworkPolicy,
  openMetadata,
  plainIngress,
  gatewayForEverybody,
  openReferenceGrant,
  admissionPassesOnFailure,
  admissionAsksOutside,
  policyNotEnforced,
  sharedProcesses,
  roleOfMissingAccount,
  writableRoot,
  noMemoryLimit,
  noProbe,
  unsupportedRelease,
  versionSkew,
  lastingWorkload,
] as const;

/** Advice, which is given to those who ask for it alone. */
const ADVICE: ReadonlySet<string> = new Set([writableRoot.id, noMemoryLimit.id, noProbe.id]);

const KINDS = [...new Set(rules.map(({ on }) => on))];

/** What runs in a cluster and who may do what in it, as the manifests say. */
export const manifests: Analyzer = {
  id: "config/kubernetes",
  room: "config",
  readers: [kubernetesReader],
  rules,
  needs: ["config/dockerfile"],
  applies: ({ kind }) => kind === "directory" || kind === "git" || kind === "cluster",
  analyze: ({ facts: read, opened, configuration, now }) => {
    const kustomizations = read.of<KustomizationFile>("kustomization-file").map(({ at }) => at.path ?? "");
    const tree = opened.root === undefined ? undefined : chartTree(opened.root);
    const rendered = [renderedCharts(read.of<ChartFile>("chart-file"), tree)];
    if (kustomizations.length > 0 && opened.root !== undefined)
      rendered.push(renderedKustomizations(kustomizations, treeFiles(opened.root)));
    const facts = asRendered(read, rendered);
    const seen = withExposure(facts, KINDS);
    const joined = joinedFacts(facts, seen);
    const cluster = opened.target.kind === "cluster" ? factsOfWholeCluster(facts, now) : [];
    const asked = configuration.config.advice ? rules : rules.filter(({ id }) => !ADVICE.has(id));
    const { findings, gaps } = judgeFacts("config", asked, [...seen, ...joined.facts, ...cluster]);
    return {
      findings: hardenByFolder(findings),
      facts: rendered.flatMap((one) => one.facts.filter(({ kind }) => kind === "image-reference")),
      gaps: [...gaps, ...joined.gaps, ...rendered.flatMap((one) => one.gaps), ...leftUnrendered(read, rendered)],
      examined: examinedIn(facts),
    };
  },
};
