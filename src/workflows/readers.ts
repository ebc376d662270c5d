import { argoReader } from "./argo/reader.ts";
import { azureReader } from "./azure/reader.ts";
import { bitbucketReader } from "./bitbucket/reader.ts";
import { buildkiteReader } from "./buildkite/reader.ts";
import { circleciReader } from "./circleci/reader.ts";
import { droneReader } from "./drone/reader.ts";
import { githubReader } from "./github/reader.ts";
import { gitlabParts } from "./gitlab/parts.ts";
import { gitlabReader } from "./gitlab/reader.ts";
import { policyFiles } from "./identity/policy-files.ts";
import { terraformTrust } from "./identity/terraform.ts";
import { jenkinsReader } from "./jenkins/reader.ts";
import { requirementsFile } from "./requirements/requirements-file.ts";
import { tektonReader } from "./tekton/reader.ts";
import { unreadSystems } from "./unread-systems.ts";

/** One for each CI system, those for whom a cloud trusts, and one that names those that are not read. */
export const READERS = [
  githubReader,
  gitlabReader,
  gitlabParts,
  jenkinsReader,
  azureReader,
  circleciReader,
  bitbucketReader,
  droneReader,
  buildkiteReader,
  tektonReader,
  argoReader,
  policyFiles,
  terraformTrust,
  requirementsFile,
  unreadSystems,
] as const;
