import { agentCommand } from "./agent-command.ts";
import { agentFedByOutsiders } from "./agent-fed-by-outsiders.ts";
import { anyAgent } from "./any-agent.ts";
import { appTokenRights } from "./app-token-rights.ts";
import { artifactPoisoning } from "./artifact-poisoning.ts";
import { automaticMerge } from "./automatic-merge.ts";
import { botCondition } from "./bot-condition.ts";
import { broadIdentityTrust } from "./broad-identity-trust.ts";
import { cacheAcrossTrust } from "./cache-across-trust.ts";
import { cacheInRelease } from "./cache-in-release.ts";
import { checkoutCredentials } from "./checkout-credentials.ts";
import { chosenRunner } from "./chosen-runner.ts";
import { compromisedAction } from "./compromised-action.ts";
import { credentialOnRequest } from "./credential-on-request.ts";
import { dataCarriedOff } from "./data-carried-off.ts";
import { debugTrace } from "./debug-trace.ts";
import { deployOnRequest } from "./deploy-on-request.ts";
import { environmentFileWrite } from "./environment-file-write.ts";
import { evaluatedVariable } from "./evaluated-variable.ts";
import { fetchedAndRun } from "./fetched-and-run.ts";
import { grabbedLibrary } from "./grabbed-library.ts";
import { hiddenCharacters } from "./hidden-characters.ts";
import { impostorCommit } from "./impostor-commit.ts";
import { insecureCommands } from "./insecure-commands.ts";
import { jobTokenElsewhere } from "./job-token-elsewhere.ts";
import { literalCredential } from "./literal-credential.ts";
import { longLivedCloudKey } from "./long-lived-cloud-key.ts";
import { longLivedPublishToken } from "./long-lived-publish-token.ts";
import { looseBranchFilter } from "./loose-branch-filter.ts";
import { mistypedAction } from "./mistyped-action.ts";
import { movingHead } from "./moving-head.ts";
import { obfuscatedCommand } from "./obfuscated-command.ts";
import { openApproval } from "./open-approval.ts";
import { openRequirements } from "./open-requirements.ts";
import { optionalApproval } from "./optional-approval.ts";
import { otherVersion } from "./other-version.ts";
import { outsideCacheKey } from "./outside-cache-key.ts";
import { privilegedContainer } from "./privileged-container.ts";
import { privilegedRun } from "./privileged-run.ts";
import { publishWithoutEnvironment } from "./publish-without-environment.ts";
import { remoteModelCode } from "./remote-model-code.ts";
import { scannerDisabled } from "./scanner-disabled.ts";
import { scannerIgnored } from "./scanner-ignored.ts";
import { secretPrinted } from "./secret-printed.ts";
import { secretsInherit } from "./secrets-inherit.ts";
import { selfHostedRunner } from "./self-hosted-runner.ts";
import { templateInjection } from "./template-injection.ts";
import { tlsCheckDisabled } from "./tls-check-disabled.ts";
import { tlsSwitchedOff } from "./tls-switched-off.ts";
import { tokenPermissions } from "./token-permissions.ts";
import { unboundSignature } from "./unbound-signature.ts";
import { unlockedInstall } from "./unlocked-install.ts";
import { unpinnedAction } from "./unpinned-action.ts";
import { unpinnedImage } from "./unpinned-image.ts";
import { unpinnedInclude } from "./unpinned-include.ts";
import { unreviewedCommit } from "./unreviewed-commit.ts";
import { unsoundCondition } from "./unsound-condition.ts";
import { unsoundContains } from "./unsound-contains.ts";
import { untrustedCheckout } from "./untrusted-checkout.ts";
import { unusedIdentityToken } from "./unused-identity-token.ts";
import { unverifiedDownload } from "./unverified-download.ts";
import { versionComment } from "./version-comment.ts";
import { wholeSecrets } from "./whole-secrets.ts";
import { wideSecret } from "./wide-secret.ts";
import { witnessed } from "./witnessed.ts";
import { writesWorkflow } from "./writes-workflow.ts";

/** What is asked of a pin once its repository has told of its commits. */
export const PIN_RULES = [impostorCommit, otherVersion] as const;

/** The one list of what is asked of a pipeline, gravest first. */
export const RULES = [
  untrustedCheckout,
  templateInjection,
  evaluatedVariable,
  environmentFileWrite,
  artifactPoisoning,
  movingHead,
  cacheAcrossTrust,
  outsideCacheKey,
  cacheInRelease,
  agentFedByOutsiders,
  agentCommand,
  botCondition,
  automaticMerge,
  unsoundCondition,
  unsoundContains,
  compromisedAction,
  mistypedAction,
  unpinnedAction,
  unpinnedInclude,
  grabbedLibrary,
  unpinnedImage,
  versionComment,
  fetchedAndRun,
  unverifiedDownload,
  unlockedInstall,
  openRequirements,
  unboundSignature,
  remoteModelCode,
  obfuscatedCommand,
  dataCarriedOff,
  hiddenCharacters,
  writesWorkflow,
  tlsSwitchedOff,
  tlsCheckDisabled,
  tokenPermissions,
  unusedIdentityToken,
  appTokenRights,
  secretsInherit,
  wholeSecrets,
  wideSecret,
  secretPrinted,
  literalCredential,
  broadIdentityTrust,
  longLivedCloudKey,
  longLivedPublishToken,
  credentialOnRequest,
  jobTokenElsewhere,
  checkoutCredentials,
  publishWithoutEnvironment,
  deployOnRequest,
  looseBranchFilter,
  optionalApproval,
  openApproval,
  unreviewedCommit,
  selfHostedRunner,
  chosenRunner,
  anyAgent,
  privilegedContainer,
  privilegedRun,
  insecureCommands,
  debugTrace,
  scannerIgnored,
  scannerDisabled,
  witnessed,
] as const;
