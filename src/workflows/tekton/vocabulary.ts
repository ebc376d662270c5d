import { type Vocabulary, vocabulary } from "../vocabulary.ts";

/** Tekton, "Tasks", "Pipelines", "PipelineRuns" (tekton.dev/docs), of v1 and v1beta1. */
const step = vocabulary(
  `name displayName image imagePullPolicy script command args env envFrom workingDir volumeMounts volumeDevices
   securityContext resources computeResources timeout onError workspaces results when stdoutConfig stderrConfig ref params
   ports readinessProbe livenessProbe startupProbe lifecycle restartPolicy tty stdin terminationMessagePath`,
);
const SPEC = `name displayName description params workspaces results volumes stepTemplate taskRef pipelineRef
  serviceAccountName timeout timeouts podTemplate taskRunTemplate taskRunSpecs taskPodTemplate computeResources stepSpecs
  sidecarSpecs status statusMessage retries resources inputs outputs when conditions runAfter matrix onError managedBy debug
  metadata serviceAccountNames`;
const parts = { steps: step, sidecars: step };
const inner = vocabulary(`${SPEC} apiVersion kind spec`, parts);
const task = vocabulary(SPEC, { ...parts, taskSpec: inner, pipelineSpec: inner });
const pipeline = vocabulary(`${SPEC} apiVersion kind spec`, { ...parts, tasks: task, finally: task });
const spec: Vocabulary = vocabulary(SPEC, {
  ...parts,
  taskSpec: inner,
  pipelineSpec: pipeline,
  tasks: task,
  finally: task,
});

export const TEKTON = vocabulary("apiVersion kind metadata status", { spec });
