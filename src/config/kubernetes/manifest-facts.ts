import { type ImageReferenceFact, imageReferences } from "../../core/image.ts";
import { type GapFact, gapAt } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { asText, mapAt, textMap } from "../../documents/shape.ts";
import { holdsSecret, isSecretName } from "../secret-name.ts";
import { ADMISSION_GROUP, factsOfAdmission } from "./admission/admission-reader.ts";
import type { KubernetesFact } from "./facts.ts";
import { type Manifest, MOST_ENTRIES } from "./manifest.ts";
import { factsOfNetworkPolicy, ingressEncryption } from "./network/network-reader.ts";
import { factsOfPod, podOf } from "./pod.ts";
import { factsOfBinding, factsOfRole, RBAC_GROUP } from "./rbac/rbac-reader.ts";
import { factsOfGatewayApi, GATEWAY_GROUP } from "./routes/gateway-api.ts";
import { factsOfOtherRoute } from "./routes/other-routes.ts";
import { factsOfIngress, factsOfService } from "./service.ts";

/** What one object says, wherever it was written or rendered. */
export function* factsOfManifest(manifest: Manifest): Iterable<KubernetesFact | ImageReferenceFact | GapFact> {
  const { kind, group } = manifest;
  const pod = podOf(manifest);
  if (pod !== undefined) yield* withImages(factsOfPod(manifest, pod));
  else if (kind === "Service" && group === "") yield factsOfService(manifest);
  else if (kind === "Ingress" && /^(?:networking\.k8s\.io|extensions)$/.test(group)) {
    yield* factsOfIngress(manifest);
    yield ingressEncryption(manifest);
  } else if (kind === "NetworkPolicy" && group === "networking.k8s.io") yield factsOfNetworkPolicy(manifest);
  else if (kind === "ServiceAccount" && group === "") yield factsOfAccount(manifest);
  else if (kind === "Namespace" && group === "") yield factsOfNamespace(manifest);
  else if (kind === "Node" && group === "") yield factsOfNode(manifest);
  else if (kind === "ConfigMap" && group === "") yield* factsOfConfigMap(manifest);
  else if (group === GATEWAY_GROUP) yield* factsOfGatewayApi(manifest);
  else if (group === ADMISSION_GROUP) yield* factsOfAdmission(manifest);
  else if (group === RBAC_GROUP && kind.endsWith("Role")) yield* factsOfRole(manifest);
  else if (group === RBAC_GROUP && kind.endsWith("RoleBinding")) yield* factsOfBinding(manifest);
  else yield* factsOfOtherRoute(manifest);
}

/** A workload's images are also what trust holds against the standard. */
function* withImages(facts: Iterable<KubernetesFact>): Iterable<KubernetesFact | ImageReferenceFact> {
  for (const fact of facts) {
    yield fact;
    if (fact.kind === "container-image") yield* imageReferences(fact.image, fact.at);
  }
}

function factsOfAccount({ title, name, namespace, object, at }: Manifest): KubernetesFact {
  const about = subject("workload", title);
  return {
    kind: "service-account",
    at: at([]),
    subject: about,
    name,
    namespace,
    mounts: object.automountServiceAccountToken !== false,
  };
}

function factsOfNamespace({ name, object, at }: Manifest): KubernetesFact {
  const labels = textMap(mapAt(object, "metadata").labels);
  return { kind: "kubernetes-namespace", at: at([]), subject: subject("workload", `Namespace/${name}`), name, labels };
}

function factsOfNode({ name, object, at }: Manifest): KubernetesFact {
  const kubelet = asText(mapAt(object, "status", "nodeInfo").kubeletVersion);
  return { kind: "cluster-node", at: at([]), subject: subject("workload", `Node/${name}`), name, kubelet };
}

function* factsOfConfigMap({ title, object, at, atKey }: Manifest): Iterable<KubernetesFact | GapFact> {
  const data = Object.entries(textMap(object.data));
  if (data.length > MOST_ENTRIES) {
    yield gapAt(at([]), `${data.length} keys, more than are looked at`);
    return;
  }
  for (const [name, value] of data) {
    if (!isSecretName(name) || value.includes("\n")) continue;
    yield {
      kind: "literal-value",
      at: atKey(["data", name]),
      subject: subject("workload", title),
      owner: title,
      by: "key",
      name,
      literal: holdsSecret(value),
    };
  }
}
