import type { PackageInstallFact } from "../core/install.ts";
import type {
  Approval,
  Condition,
  GrabbedLibrary,
  HeldCredential,
  HiddenCharacters,
  IdentityTrust,
  IncludedPipeline,
  JobImage,
  PassedSecrets,
  PipelineVariable,
  PublishingJob,
  Runner,
  SecretUse,
  TokenPermissions,
  WideSecret,
} from "./facts/jobs.ts";
import type { Call, Flow, IncludedFile, Pipeline, WitnessedByPeer } from "./facts/links.ts";
import type {
  AutomaticMerge,
  DownloadedProgram,
  EnvironmentWrite,
  OpenRequirements,
  PrintedSecret,
  PushedCommit,
  RunCommand,
  Script,
  WrittenPipeline,
} from "./facts/scripts.ts";
import type { Checkout, FetchedArtifact, RestoredCache, UsedStep, VerifiedPin, VersionComment } from "./facts/steps.ts";

export type {
  Approval,
  Condition,
  GrabbedLibrary,
  HeldCredential,
  HiddenCharacters,
  IdentityTrust,
  IncludedPipeline,
  JobImage,
  PassedSecrets,
  PipelineVariable,
  PublishingJob,
  Runner,
  SecretUse,
  TokenPermissions,
  WideSecret,
} from "./facts/jobs.ts";
export type {
  Call,
  Flow,
  IncludedFile,
  PastedExpression,
  Pipeline,
  PipelinePart,
  Reference,
  WitnessedByPeer,
} from "./facts/links.ts";
export type {
  AutomaticMerge,
  DownloadedProgram,
  EnvironmentWrite,
  OpenRequirements,
  PrintedSecret,
  PushedCommit,
  RequirementsFile,
  RunCommand,
  Script,
  WrittenPipeline,
} from "./facts/scripts.ts";
export type { Checkout, FetchedArtifact, RestoredCache, UsedStep, VerifiedPin, VersionComment } from "./facts/steps.ts";
export type { Trigger } from "./facts/trigger.ts";

export type WorkflowFact =
  | UsedStep
  | JobImage
  | Script
  | Checkout
  | TokenPermissions
  | PassedSecrets
  | Runner
  | RestoredCache
  | EnvironmentWrite
  | FetchedArtifact
  | Condition
  | RunCommand
  | SecretUse
  | PrintedSecret
  | PipelineVariable
  | PublishingJob
  | VersionComment
  | IdentityTrust
  | IncludedPipeline
  | PackageInstallFact
  | DownloadedProgram
  | AutomaticMerge
  | PushedCommit
  | HeldCredential
  | OpenRequirements
  | VerifiedPin
  | WitnessedByPeer
  | WrittenPipeline
  | WideSecret
  | HiddenCharacters
  | GrabbedLibrary
  | Approval;

/** What ties files and jobs together; judged by no rule. */
export type LinkFact = Flow | Call | Pipeline | IncludedFile;
