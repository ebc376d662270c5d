import type { Analyzer } from "../../../core/analyzer.ts";
import type { Gap } from "../../../core/gap.ts";
import { judgeFacts } from "../../../core/judge.ts";
import { describePlace } from "../../../core/place.ts";
import { hardenByFile } from "../../harden-file.ts";
import type { ComponentFact, ComponentFlag, EtcdDoor, KubeletFile } from "./facts.ts";
import { componentReader } from "./reader.ts";
import { admissionSwitchedOff } from "./rules/admission-switched-off.ts";
import { anonymousRequests } from "./rules/anonymous-requests.ts";
import { authorizationOff } from "./rules/authorization-off.ts";
import { authorizationWithoutRoles } from "./rules/authorization-without-roles.ts";
import { deletedAccountsLiveOn } from "./rules/deleted-accounts-live-on.ts";
import { etcdOpenToClients } from "./rules/etcd-open-to-clients.ts";
import { etcdOpenToPeers } from "./rules/etcd-open-to-peers.ts";
import { etcdSelfSigned } from "./rules/etcd-self-signed.ts";
import { noAuditLog } from "./rules/no-audit-log.ts";
import { noNodeRestriction } from "./rules/no-node-restriction.ts";
import { openProfiles } from "./rules/open-profiles.ts";
import { passwordsInFile } from "./rules/passwords-in-file.ts";
import { plainEtcd } from "./rules/plain-etcd.ts";
import { secretsInTheOpen } from "./rules/secrets-in-the-open.ts";
import { sharedControllerAccount } from "./rules/shared-controller-account.ts";
import { unguardedPort } from "./rules/unguarded-port.ts";
import { unverifiedKubelet } from "./rules/unverified-kubelet.ts";
import { weakTls } from "./rules/weak-tls.ts";

const rules = [
  authorizationOff,
  unguardedPort,
  etcdOpenToClients,
  etcdOpenToPeers,
  anonymousRequests,
  authorizationWithoutRoles,
  passwordsInFile,
  admissionSwitchedOff,
  plainEtcd,
  noAuditLog,
  secretsInTheOpen,
  noNodeRestriction,
  unverifiedKubelet,
  deletedAccountsLiveOn,
  sharedControllerAccount,
  etcdSelfSigned,
  weakTls,
  openProfiles,
] as const;

/** What components leave open when nobody says otherwise. */
const LEFT_OPEN = new Set(
  [anonymousRequests, noAuditLog, secretsInTheOpen, noNodeRestriction, unverifiedKubelet, openProfiles].map(
    ({ id }) => id,
  ),
);

/** How the cluster's own components are set: API server, controller manager, scheduler, kubelet and etcd. */
export const clusterComponents: Analyzer = {
  id: "config/kubernetes/components",
  room: "config",
  readers: [componentReader],
  rules,
  applies: ({ kind }) => kind === "directory" || kind === "git" || kind === "rootfs" || kind === "host",
  analyze: ({ facts }) => {
    const settings: ComponentFact[] = [
      ...facts.of<ComponentFlag>("component-flag"),
      ...facts.of<EtcdDoor>("etcd-door"),
    ];
    const { findings, gaps } = judgeFacts("config", rules, settings);
    if (!settings.some(isOfKubeletFile)) gaps.push(...facts.of<KubeletFile>("kubelet-file").map(unseen));
    return {
      findings: hardenByFile(findings, LEFT_OPEN, "the component"),
      gaps,
      examined: { settings: settings.length },
    };
  },
};

/** A KubeletConfiguration, rather than a command. */
function isOfKubeletFile(fact: ComponentFact): boolean {
  return fact.kind === "component-flag" && fact.component === "kubelet" && /\.(?:ya?ml|json)$/.test(fact.at.path ?? "");
}

function unseen({ at }: KubeletFile): Gap {
  return { where: describePlace(at), reason: "the kubelet goes by a KubeletConfiguration that is not here" };
}
