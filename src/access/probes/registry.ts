import { catalogOfRegistry, rootOfRegistry } from "../../connect/probe/questions.ts";
import type { Probe } from "./probe.ts";

export const registryProbe: Probe = {
  product: "registry",
  challenges: [401, 403],
  questions: [catalogOfRegistry, rootOfRegistry],
};
