import { podsOfKubelet } from "../../connect/probe/questions.ts";
import type { Probe } from "./probe.ts";

export const kubeletProbe: Probe = { product: "kubelet", challenges: [401, 403], questions: [podsOfKubelet] };
