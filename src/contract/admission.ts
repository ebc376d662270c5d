import * as z from "zod";
import { endpoint } from "./endpoint.ts";

const Containers = z.array(z.looseObject({ image: z.string().max(1_000).optional() })).optional();

/** The parts of a pod that run images. */
export const PodSpec = z.looseObject({
  containers: Containers,
  initContainers: Containers,
  ephemeralContainers: Containers,
});

/** What the API server of Kubernetes asks (admission.k8s.io/v1). */
const AdmissionRequest = z.looseObject({
  apiVersion: z.literal("admission.k8s.io/v1"),
  kind: z.literal("AdmissionReview"),
  request: z.looseObject({
    uid: z.string().min(1).max(200),
    operation: z.string().max(40),
    kind: z.looseObject({ kind: z.string().max(200) }),
    dryRun: z.boolean().nullish(),
    object: z.unknown(),
  }),
});

export const admission = endpoint({
  id: "admission",
  method: "POST",
  path: "/v1/admission/{environment}",
  summary:
    "A validating admission webhook for Kubernetes: every image of what is to be created must be named by digest and be let through",
  action: "decisions.ask",
  params: z.strictObject({
    environment: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "small letters, digits and dashes"),
  }),
  body: AdmissionRequest,
  bodyLimit: 4 * 1024 * 1024,
  answer: z.object({
    apiVersion: z.literal("admission.k8s.io/v1"),
    kind: z.literal("AdmissionReview"),
    response: z.object({
      uid: z.string(),
      allowed: z.boolean(),
      status: z.object({ code: z.int(), message: z.string() }).optional(),
    }),
  }),
});
