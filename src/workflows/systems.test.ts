import fc from "fast-check";
import { expect, test } from "vitest";
import { firedIn, gapsIn } from "./testing/fired.ts";

const fired = (path: string, text: string) => firedIn({ [path]: text });

test("GitLab: includes, images, inputs that are pasted, evaluated variables, releases", () => {
  const text = `spec: { inputs: { tag: {} } }
---
include:
  - remote: https://ci.example/base.yml
  - project: acme/templates
    ref: main
    file: build.yml
  - local: ci/more.yml
  - component: gitlab.example/acme/scan@3f786850e387550fdab836ed7e6dc881de23001b
variables:
  CI_DEBUG_TRACE: "true"
default: { image: node:22 }
.setup:
  script: [npm ci]
build:
  extends: .setup
  services: [docker:27-dind]
  script:
    - !reference [.setup, script]
    - echo $[[ inputs.tag ]]
    - echo "$CI_COMMIT_MESSAGE"
    - eval "deploy $CI_COMMIT_REF_NAME"
    - curl -s https://x.example/i.sh | sh
release:
  script: [npm publish]
  rules: [{ if: $CI_COMMIT_BRANCH }]
by-hand:
  script: [kubectl apply -f x.yml]
  environment: production
  when: manual
`;
  expect(fired(".gitlab-ci.yml", text)).toEqual([
    "debug-trace medium :11",
    "evaluated-variable medium :19",
    "fetched-and-run medium :19",
    "optional-approval low :28",
    "privileged-container medium :17",
    "publish-without-environment low :25",
    "template-injection low :19",
    "unpinned-image medium :12",
    "unpinned-image medium :17",
    "unpinned-include medium :4",
    "unpinned-include medium :5",
  ]);
});

test("GitLab: what is extended and not there is a gap, unless it may be in what is included", () => {
  expect(gapsIn(".gitlab-ci.yml", "a: { extends: .b, script: x }\n")).toEqual([
    "extends .b, which is not in this file",
  ]);
  expect(gapsIn(".gitlab-ci.yml", "include: x.yml\na: { extends: .b, script: x }\n")).toEqual([]);
  expect(gapsIn(".gitlab-ci.yml", ".a: { extends: .b }\n.b: { extends: .a }\nc: { extends: .a }\n")[0]).toContain(
    "extends",
  );
});

test("Jenkins: what Groovy pastes is an injection, what the shell reads is not", () => {
  const text = `@Library('acme-steps@main') _
// sh "echo \${params.COMMENTED}"
pipeline {
  agent { docker { image 'node:22'; args '--privileged' } }
  stages {
    stage('a') {
      steps {
        sh "echo \${env.CHANGE_TITLE}"
        sh 'echo "$CHANGE_TITLE"'
        sh "echo \\$CHANGE_TITLE"
        sh(script: """make \${params.TARGET}""", returnStdout: true)
        sh 'curl https://x.example/i | bash'
      }
    }
  }
}
`;
  expect(fired("Jenkinsfile", text)).toEqual([
    "fetched-and-run medium :12",
    "privileged-container medium :4",
    "template-injection low :11",
    "template-injection low :8",
    "unpinned-image medium :4",
    "unpinned-include medium :1",
  ]);
  expect(gapsIn("ci/Jenkinsfile.release", "sh 'never ends\n")).toEqual([
    "a string does not end, so what follows it was not understood",
  ]);
});

test("Azure: macros are pasted, own pools are reached by requests, repositories move", () => {
  const text = `pr: [main]
parameters: [{ name: target }, { name: level, values: [a, b] }]
resources: { repositories: [{ repository: t, name: acme/t, ref: refs/heads/main }] }
pool: own-machines
jobs:
  - job: a
    container: node:22
    steps:
      - script: echo $(System.PullRequest.SourceBranch) $(Build.BuildId)
      - bash: echo "$BUILD_SOURCEBRANCHNAME"
      - \${{ if true }}:
          - pwsh: echo \${{ parameters.target }} \${{ parameters.level }}
      - task: Bash@3
        inputs: { script: "echo $(Build.SourceVersionMessage)" }
  - deployment: d
    environment: production
    strategy: { runOnce: { deploy: { steps: [{ script: kubectl apply -f x }] } } }
`;
  expect(fired("azure-pipelines.yml", text)).toEqual([
    "deploy-on-request high :17",
    "self-hosted-runner high :4",
    "template-injection low :12",
    "template-injection low :9",
    "template-injection medium :14",
    "unpinned-image medium :7",
    "unpinned-include medium :3",
  ]);
});

test("Azure: a condition on the branch keeps requests away from a deployment", () => {
  const deploy = (condition: string) =>
    `pr: [main]\nsteps: []\njobs: [{ job: a, ${condition}steps: [{ script: terraform apply }] }]\n`;
  expect(fired("azure-pipelines.yml", deploy(""))[0]).toContain("deploy-on-request");
  expect(fired("azure-pipelines.yml", deploy("condition: \"ne(variables['Build.Reason'], 'PullRequest')\", "))).toEqual(
    ["publish-without-environment low :3"],
  );
});

test("CircleCI: orbs, images, pipeline values", () => {
  const text = `orbs: { node: circleci/node@5, aws: circleci/aws-cli@4.1.2 }
jobs:
  a:
    docker: [{ image: "cimg/node:22.1" }]
    steps:
      - checkout
      - run: echo << pipeline.git.branch >> << pipeline.number >>
      - when: { condition: x, steps: [{ run: { command: "wget -qO- https://x.example | sh" } }] }
  ship: { steps: [{ run: npm publish }] }
workflows: { w: { jobs: [a, { hold: { type: approval } }, { ship: { requires: [hold] } }] } }
`;
  expect(fired(".circleci/config.yml", text)).toEqual([
    "fetched-and-run medium :8",
    "publish-without-environment info :9",
    "template-injection low :7",
    "unpinned-image medium :4",
    "unpinned-include medium :1",
  ]);
});

test("Bitbucket, Drone, Woodpecker, Buildkite", () => {
  const bitbucket = `image: node:22
pipelines:
  default:
    - parallel:
        - step: { name: a, script: ["eval \\"$BITBUCKET_BRANCH\\"", { pipe: "atlassian/aws-s3-deploy:1.1.0" }] }
  branches: { main: [{ step: { deployment: production, trigger: manual, script: [npm publish] } }] }
`;
  expect(fired("bitbucket-pipelines.yml", bitbucket)).toEqual([
    "evaluated-variable medium :5",
    "unpinned-image medium :1",
    "unpinned-include low :5",
  ]);
  const drone = `kind: pipeline
steps:
  - { name: a, image: "node:22", privileged: true, commands: ["echo \${DRONE_COMMIT_MESSAGE} $\${DRONE_BRANCH}"] }
---
kind: secret
`;
  expect(fired(".drone.yml", drone)).toEqual([
    "privileged-container medium :3",
    "template-injection medium :3",
    "unpinned-image medium :3",
  ]);
  const woodpecker = `when: [{ event: push }]
steps: { a: { image: "node:22@sha256:${"5f".repeat(32)}", commands: ["echo \${CI_COMMIT_MESSAGE}"] } }
`;
  expect(fired(".woodpecker/ci.yml", woodpecker)).toEqual(["template-injection medium :2"]);
  const buildkite = `steps:
  - command: echo "$BUILDKITE_MESSAGE" $$BUILDKITE_BRANCH
    plugins: [{ "docker#v5.9.0": {} }]
  - block: Release?
  - command: npm publish
`;
  expect(fired(".buildkite/pipeline.yml", buildkite)).toEqual([
    "publish-without-environment info :5",
    "template-injection medium :2",
    "unpinned-include low :3",
  ]);
});

test("Bitbucket: a deployment for a pull request, a clone that trusts anyone", () => {
  const text = `pipelines:
  pull-requests:
    "**": [{ step: { deployment: production, clone: { skip-ssl-verify: true }, script: [./deploy.sh] } }]
`;
  expect(fired("bitbucket-pipelines.yml", text)).toEqual(["deploy-on-request high :3", "tls-check-disabled medium :3"]);
});

test("GitLab: what a merge request's job holds, and whose other project it reaches", () => {
  const text = `deploy:
  rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event" }]
  id_tokens: { AWS_ID_TOKEN: { aud: https://gitlab.example.com } }
  script:
    - curl -H "Authorization: Bearer $DEPLOY_TOKEN" https://deploy.example.com
    - git clone https://gitlab-ci-token:\${CI_JOB_TOKEN}@gitlab.example.com/platform/libs.git
by-hand:
  rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event", when: manual }]
  script: [curl -u "$DEPLOY_TOKEN" https://deploy.example.com]
main:
  script: [curl -u "$DEPLOY_TOKEN" https://deploy.example.com]
`;
  expect(fired(".gitlab-ci.yml", text)).toEqual([
    "credential-on-request medium :2",
    "credential-on-request medium :5",
    "job-token-elsewhere low :5",
  ]);
});

test.each([
  ["when: manual", ["optional-approval low :2"]],
  ["when: manual\n  allow_failure: false", []],
  ["rules: [{ when: manual }]", []],
])("GitLab: a deployment with %j: %j", (written, found) => {
  const text = `deploy:\n  script: [./deploy.sh]\n  environment: production\n  ${written}\n`;
  expect(fired(".gitlab-ci.yml", text)).toEqual(found);
});

test("Tekton and Argo", () => {
  const tekton = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: ci, annotations: { pipelinesascode.tekton.dev/on-event: "[pull_request]" } }
spec:
  pipelineSpec:
    tasks:
      - taskSpec:
          steps: [{ image: "node:22", script: "echo {{ source_branch }} $(params.x)", securityContext: { privileged: true } }]
`;
  expect(fired(".tekton/ci.yaml", tekton)).toEqual([
    "privileged-container medium :8",
    "template-injection high :8",
    "unpinned-image medium :8",
  ]);
  const argo = `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
spec:
  templates:
    - name: a
      script: { image: "node:22", command: [sh], source: "echo {{inputs.parameters.x}}" }
`;
  expect(fired("argo/build.yaml", argo)).toEqual(["template-injection medium :6", "unpinned-image medium :6"]);
  expect(fired("argo/app.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\n")).toEqual([]);
});

test("systems that are not read are named", () => {
  expect(gapsIn(".travis.yml", "language: go\n")[0]).toContain("Travis CI");
  expect(gapsIn("node_modules/x/.travis.yml", "language: go\n")).toEqual([]);
});

const PATHS = [
  ".gitlab-ci.yml",
  "azure-pipelines.yml",
  ".circleci/config.yml",
  "bitbucket-pipelines.yml",
  ".drone.yml",
  ".buildkite/pipeline.yml",
  ".tekton/a.yaml",
  "Jenkinsfile",
];

test("no reader throws, whatever shape a file has", () => {
  const key = fc.constantFrom(
    "jobs",
    "steps",
    "script",
    "image",
    "a",
    "include",
    "stages",
    "pipelines",
    "default",
    "spec",
    "extends",
    "run",
    "docker",
    "variables",
    "rules",
  );
  const leaf = fc.constantFrom<unknown>("x", "${{ x }}", 1, null, true, [], {}, "a@b", "$(params.x)", "'");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(...PATHS), (value, path) => void fired(path, JSON.stringify(value))),
    { numRuns: 200 },
  );
});

test("Tekton and Argo: scripts that are handed to a shell, and containers beside the main one", () => {
  const tekton = `apiVersion: tekton.dev/v1
kind: Task
spec:
  steps:
    - image: node@sha256:${"a".repeat(64)}
      command: [sh, -c]
      args: ["echo $(params.title)"]
`;
  expect(fired(".tekton/task.yaml", tekton)).toEqual(["template-injection low :7"]);
  const argo = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  templates:
    - name: a
      initContainers: [{ name: i, image: "busybox:1" }]
      sidecars: [{ name: s, image: "docker:27-dind" }]
      containerSet:
        containers:
          - { name: c, image: "alpine:3", command: [bash, -ec], args: ["curl -s https://x.example/i.sh | sh"] }
`;
  expect(fired("argo/build.yaml", argo)).toEqual([
    "fetched-and-run medium :10",
    "privileged-container medium :7",
    "unpinned-image medium :10",
    "unpinned-image medium :6",
    "unpinned-image medium :7",
  ]);
});

const ARGO_HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n";
const TEKTON_HEAD = "apiVersion: tekton.dev/v1\nkind: Task\n";

test.each([
  [".gitlab-ci.yml", "build: { script: x, run: [{ name: a, script: y }] }\n", ["run"]],
  [
    ".gitlab-ci.yml",
    "include: { local: a.yml, from: b }\nx: { trigger: { include: [{ locale: c }] } }\n",
    ["from", "locale"],
  ],
  ["azure-pipelines.yml", "stages: [{ stage: a, jobs: [{ job: b, steps: [{ scirpt: x }] }] }]\n", ["scirpt"]],
  ["azure-pipelines.yml", 'steps: [{ "${{ if eq(1, 1) }}": [{ bahs: x }] }]\n', ["bahs"]],
  [
    ".circleci/config.yml",
    "jobs: { a: { steps: [{ run: { command: x, comand: y } }], stpes: [] } }\n",
    ["comand", "stpes"],
  ],
  ["bitbucket-pipelines.yml", "pipelines: { default: [{ step: { scripts: [x] } }], pull: [] }\n", ["pull", "scripts"]],
  [".drone.yml", "kind: pipeline\nsteps: [{ name: a, comands: [x] }]\n", ["comands"]],
  [".buildkite/pipeline.yml", "steps: [{ group: a, steps: [{ comand: x }] }]\n", ["comand"]],
  [".tekton/t.yaml", `${TEKTON_HEAD}spec: { steps: [{ scripts: x }] }\n`, ["scripts"]],
  ["argo/w.yaml", `${ARGO_HEAD}spec: { templates: [{ name: a, plugin: { x: {} } }] }\n`, ["plugin"]],
])("%s: a key that is not known is a gap: %s", (path, text, keys) => {
  expect(gapsIn(path, text).sort()).toEqual(
    keys.map((key) => `the key \`${key}\` is not known here: what it does was not judged`).sort(),
  );
});

test.each([
  [".gitlab-ci.yml", ".x: &x { tags: [a] }\nb: { <<: *x, script: y, services: [{ name: z, alias: q }] }\n"],
  ["azure-pipelines.yml", "jobs: [{ deployment: a, strategy: { runOnce: { deploy: { steps: [{ script: x }] } } } }]\n"],
  [".circleci/config.yml", "refs: { a: 1 }\njobs: { a: { steps: [checkout, { my/orb: { any: thing } }] } }\n"],
  [
    "bitbucket-pipelines.yml",
    "definitions: { steps: [{ step: { script: [x] } }] }\npipelines: { custom: { a: [{ variables: [] }] } }\n",
  ],
  [".woodpecker.yml", "steps: { build: { image: 'x@sha256:1', commands: [y], when: { any: 1 } } }\n"],
  [".buildkite/pipeline.yml", "common: { a: 1 }\nsteps: [wait, { block: x, fields: [{ any: 1 }] }]\n"],
])("%s: what is known, and data, are no gaps: %s", (path, text) => {
  expect(gapsIn(path, text)).toEqual([]);
});

test("a file full of other keys is told once, and not a thousand times", () => {
  const keys = Array.from({ length: 1000 }, (_, n) => `k${n}: 1`).join(", ");
  const gaps = gapsIn(".gitlab-ci.yml", `a: { script: x, ${keys} }\n`);
  expect([gaps.length, gaps.at(-1)]).toEqual([21, "more than 20 keys are not known here"]);
});
