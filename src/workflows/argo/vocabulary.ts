import { vocabulary } from "../vocabulary.ts";

/** Argo Workflows, "Field reference". `http`, `plugin`, `data` and `resource` are left out on purpose: they act, and are not read. */
const template = vocabulary(
  `name inputs outputs steps dag suspend metadata script container initContainers sidecars containerSet nodeSelector
   affinity tolerations volumes retryStrategy timeout activeDeadlineSeconds parallelism failFast synchronization memoize
   serviceAccountName automountServiceAccountToken executor hostAliases podSpecPatch priority priorityClassName
   schedulerName securityContext archiveLocation annotations daemon`,
);
const SPEC = `entrypoint arguments serviceAccountName automountServiceAccountToken volumes volumeClaimTemplates volumeClaimGC
  parallelism artifactRepositoryRef artifactGC nodeSelector affinity tolerations imagePullSecrets hostNetwork dnsPolicy
  dnsConfig onExit hooks ttlStrategy activeDeadlineSeconds priority schedulerName podGC podPriority podPriorityClassName
  hostAliases securityContext podSpecPatch podDisruptionBudget metrics shutdown suspend synchronization retryStrategy
  workflowTemplateRef workflowMetadata podMetadata executor archiveLogs templateDefaults`;
const workflow = vocabulary(SPEC, { templates: template });

export const ARGO = vocabulary("apiVersion kind metadata status", {
  spec: vocabulary(
    `${SPEC} schedule schedules timezone concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit
     failedJobsHistoryLimit workflowMetadata when stopStrategy`,
    { templates: template, workflowSpec: workflow },
  ),
});
