import type { Analyzer } from "../core/analyzer.ts";
import { nodes } from "./cis/analyzer.ts";
import { composeFiles } from "./compose/analyzer.ts";
import { containerDaemons } from "./daemon/analyzer.ts";
import { dockerfiles } from "./dockerfile/analyzer.ts";
import { imageConfiguration } from "./image/analyzer.ts";
import { manifests } from "./kubernetes/analyzer.ts";
import { clusterComponents } from "./kubernetes/components/analyzer.ts";
import { ownPolicies } from "./policies/analyzer.ts";
import { probes } from "./probes/analyzer.ts";
import { registries } from "./registry/analyzer.ts";

/** How things are set: what builds an image, what keeps it, what runs it and on which daemon, and what the image says of itself. */
export const config: readonly Analyzer[] = [
  nodes,
  dockerfiles,
  composeFiles,
  manifests,
  ownPolicies,
  clusterComponents,
  containerDaemons,
  registries,
  probes,
  imageConfiguration,
];
