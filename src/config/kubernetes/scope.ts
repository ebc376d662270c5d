/** Kinds that lie in no namespace. */
const OF_THE_CLUSTER = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "StorageClass",
  "PriorityClass",
  "IngressClass",
  "RuntimeClass",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "CertificateSigningRequest",
  "CSIDriver",
  "VolumeSnapshotClass",
  "GatewayClass",
]);

export function isOfCluster(kind: string): boolean {
  return OF_THE_CLUSTER.has(kind);
}
