import { ANYTHING, vocabulary } from "../vocabulary.ts";

/** Buildkite, "Defining pipeline steps"; what stands at the top besides is ignored there, and holds anchors. */
const STEP = `command commands label name key id identifier type agents env plugins artifact_paths branches cancel_on_build_failing
  concurrency concurrency_group concurrency_method depends_on allow_dependency_failure if if_changed matrix notify
  parallelism priority retry skip soft_fail timeout_in_minutes cache image secrets signature wait waiter continue_on_failure
  block input blocked_state prompt fields allowed_teams trigger build async group script trigger_by manual`;
const step = vocabulary(STEP);

export const BUILDKITE = vocabulary("env agents notify image secrets cache priority", {
  steps: vocabulary(STEP, { steps: step }),
  "*": ANYTHING,
});
