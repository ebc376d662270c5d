import { admission } from "../../contract/admission.ts";
import type { Principal } from "../auth/principal.ts";
import { admit, findImages } from "../decisions/admit.ts";
import { decideAndRecord } from "../decisions/decide.ts";
import { type Route, route } from "../http/route.ts";
import type { Hub } from "../hub.ts";
import { imagesOf } from "./images-of.ts";

/** Images of one object: no pod comes near it. */
const MOST_IMAGES = 200;
/** As much as a person reads at the end of `kubectl`. */
const MOST_REASONS = 10;

export const ADMISSION_ROUTES: readonly Route[] = [
  route(admission, async ({ params: { environment }, body: { request }, principal }, hub) => {
    const { uid, operation, kind, object, dryRun } = request;
    const refusal =
      operation === "DELETE"
        ? undefined
        : await refusalOf(hub, principal, environment, kind.kind, object, dryRun === true);
    const response = { uid, allowed: refusal === undefined };
    return {
      apiVersion: "admission.k8s.io/v1" as const,
      kind: "AdmissionReview" as const,
      response: refusal === undefined ? response : { ...response, status: { code: 403, message: refusal } },
    };
  }),
];

/** Why an object may not be created, in words for the one who tried; undefined where it may. */
async function refusalOf(
  hub: Hub,
  principal: Principal,
  environment: string,
  kind: string,
  object: unknown,
  isDry: boolean,
): Promise<string | undefined> {
  const images = imagesOf(kind, object);
  if (images === undefined)
    return `Waybill cannot tell which images a ${kind} runs; take it out of the webhook's rules.`;
  if (images.length > MOST_IMAGES) return `It names more than ${MOST_IMAGES} images.`;
  const reasons: string[] = [];
  for (const image of images) {
    const digest = /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
    if (digest === undefined) reasons.push(`${image || "a container without an image"} is not named by digest`);
    else {
      const said = await decide(hub, principal, environment, digest, isDry);
      reasons.push(...said.reasons.map(({ text }) => `${image}: ${text}`));
    }
  }
  if (reasons.length === 0) return undefined;
  const left = reasons.length - MOST_REASONS;
  const more = left > 0 ? [`and ${left} more reasons`] : [];
  return `Waybill refuses this for ${environment}: ${[...reasons.slice(0, MOST_REASONS), ...more].join("; ")}.`;
}

/** A dry run leaves no trace: Kubernetes asks for that. */
async function decide(hub: Hub, principal: Principal, environment: string, digest: string, isDry: boolean) {
  const { database, now } = hub;
  if (!isDry) return await decideAndRecord(database, principal, { environment, digest }, now());
  return await admit(database, await findImages(database, principal, digest, undefined), environment, now());
}
