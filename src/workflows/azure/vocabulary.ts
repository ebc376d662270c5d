import { type Vocabulary, vocabulary } from "../vocabulary.ts";

/** Microsoft, "YAML schema reference for Azure Pipelines". */
const STEP = `script bash pwsh powershell task inputs checkout download downloadBuild publish getPackage template parameters
  reviewApp env name displayName condition continueOnError enabled timeoutInMinutes retryCountOnTaskFailure target
  workingDirectory failOnStderr errorActionPreference ignoreLASTEXITCODE clean fetchDepth fetchFilter fetchTags lfs
  persistCredentials submodules path workspaceRepo sparseCheckoutDirectories sparseCheckoutPatterns artifact patterns
  project pipeline preferTriggeringPipeline specificBuild buildVersionToDownload source`;

const steps = vocabulary(STEP);
const hook = vocabulary("pool", { steps });
const hooks = vocabulary("maxParallel increments", {
  preDeploy: hook,
  deploy: hook,
  routeTraffic: hook,
  postRouteTraffic: hook,
  on: vocabulary("", { success: hook, failure: hook }),
});
const strategy = vocabulary("matrix maxParallel parallel", { runOnce: hooks, rolling: hooks, canary: hooks });

const JOB = `job deployment displayName dependsOn condition continueOnError timeoutInMinutes cancelTimeoutInMinutes variables
  pool container services workspace uses environment template parameters templateContext`;
const jobs = vocabulary(JOB, { strategy, steps });
const stages = vocabulary(
  `stage displayName dependsOn condition variables pool lockBehavior trigger isSkippable template parameters
   templateContext`,
  { jobs },
);

const repositories = vocabulary("repository name type ref endpoint trigger clean fetchDepth fetchTags lfs");
const containers = vocabulary(
  "container image endpoint env ports volumes mapDockerSocket mountReadOnly options type trigger",
);

/** A pipeline, or a template that holds any part of one. */
export const AZURE: Vocabulary = vocabulary(
  `name appendCommitMessageToRunName trigger pr schedules variables parameters lockBehavior pool container services
   workspace dependsOn condition continueOnError timeoutInMinutes cancelTimeoutInMinutes displayName environment queue
   phases job deployment uses`,
  {
    resources: vocabulary("pipelines builds packages webhooks", { repositories, containers }),
    stages,
    jobs,
    steps,
    strategy,
    extends: vocabulary("template parameters"),
  },
);
