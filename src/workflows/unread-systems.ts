import { gapAt, type WholeReader } from "../core/reader.ts";

/** Definitions of CI systems that are recognised and not yet read: said, never passed over. */
const SYSTEMS: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "GitLab CI", pattern: /(?:^|\/)\.gitlab-ci\.ya?ml$/ },
  { name: "Jenkins", pattern: /(?:^|\/)Jenkinsfile(?:\.[\w-]+)?$/ },
  { name: "Azure Pipelines", pattern: /(?:^|\/)\.?azure-pipelines(?:[\w-]*)\.ya?ml$/ },
  { name: "CircleCI", pattern: /(?:^|\/)\.circleci\/config\.ya?ml$/ },
  { name: "Bitbucket Pipelines", pattern: /(?:^|\/)bitbucket-pipelines\.ya?ml$/ },
  { name: "Drone", pattern: /(?:^|\/)\.drone\.ya?ml$/ },
  { name: "Woodpecker", pattern: /(?:^|\/)\.woodpecker(?:\.ya?ml|\/[^/]+\.ya?ml)$/ },
  { name: "Buildkite", pattern: /(?:^|\/)\.buildkite\/[^/]+\.ya?ml$/ },
  { name: "Tekton", pattern: /(?:^|\/)\.tekton\/[^/]+\.ya?ml$/ },
];

function systemOf(path: string): string | undefined {
  if (/(?:^|\/)(?:node_modules|vendor|third_party)\//.test(path)) return undefined;
  return SYSTEMS.find(({ pattern }) => pattern.test(path))?.name;
}

export const unreadSystems: WholeReader = {
  id: "workflows/unread-systems",
  version: 1,
  wants: ({ path, type }) => type === "file" && systemOf(path) !== undefined,
  read: function* ({ path, place }) {
    yield gapAt(place, `${systemOf(path)} definitions are recognised, but this version does not read them`);
  },
};
