import { ANYTHING, vocabulary } from "../vocabulary.ts";

/** Atlassian, "Bitbucket Pipelines configuration reference". */
const script = vocabulary("pipe variables name");
const step = vocabulary(
  `name image caches services artifacts deployment environment trigger size max-time clone runs-on oidc condition
   runtime fail-fast output-variables concurrency-group on-fail`,
  { script, "after-script": script },
);
const flat = vocabulary("variables", { step });
const parallel = vocabulary("fail-fast", { step, steps: flat });
const items = vocabulary("variables", {
  step,
  parallel,
  stage: vocabulary("name deployment environment trigger condition concurrency-group", { steps: flat, parallel }),
});
const named = vocabulary("", { "*": items });

export const BITBUCKET = vocabulary("image options clone labels triggers export", {
  definitions: vocabulary("caches steps pipelines stages", {
    services: vocabulary("", { "*": vocabulary("image variables memory environment type cpu") }),
    "*": ANYTHING,
  }),
  pipelines: vocabulary("", {
    default: items,
    branches: named,
    tags: named,
    bookmarks: named,
    custom: named,
    "pull-requests": named,
  }),
});
