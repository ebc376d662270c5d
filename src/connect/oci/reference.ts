import { WaybillError } from "../../core/errors.ts";

/** An image's name, taken apart and completed as Docker completes it. */
export interface ImageReference {
  /** Whose credentials apply: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** `library/alpine`, `owner/name`. */
  readonly repository: string;
  /** Absent only where a digest stands alone. */
  readonly tag?: string;
  readonly digest?: string;
}

/** Longest name that a registry takes, and more than enough for tag and digest. */
const LONGEST = 512;

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;
const PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Undefined when the text cannot be an image's name. Grammar: distribution, "reference". */
export function parseReference(text: string): ImageReference | undefined {
  if (text.length > LONGEST) return undefined;
  const { name: named, digest } = splitDigest(text);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const { name, tag } = splitTag(named);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const { registry, repository } = splitRegistry(name);
  if (!HOST.test(registry) || !repository.split("/").every((part) => PART.test(part))) return undefined;
  const chosenTag = tag ?? (digest === undefined ? "latest" : undefined);
  return {
    registry,
    repository,
    ...(chosenTag !== undefined && { tag: chosenTag }),
    ...(digest !== undefined && { digest }),
  };
}

/** @throws WaybillError `oci/bad-reference` */
export function readReference(text: string): ImageReference {
  const reference = parseReference(text);
  if (reference !== undefined) return reference;
  throw new WaybillError(
    "oci/bad-reference",
    `${JSON.stringify(text.slice(0, 200))} is not an image's name.`,
    "Write [HOST[:PORT]/]NAME[:TAG][@sha256:DIGEST], with the name in small letters.",
  );
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** `docker.io/library/alpine`: the name without tag and digest. */
export function repositoryName({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** The name as it was completed, with tag and digest. */
export function writeReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
  return `${repositoryName(reference)}${tag}${digest}`;
}

function splitDigest(text: string): { name: string; digest?: string } {
  const at = text.indexOf("@");
  return at < 0 ? { name: text } : { name: text.slice(0, at), digest: text.slice(at + 1) };
}

function splitTag(text: string): { name: string; tag?: string } {
  const colon = text.lastIndexOf(":");
  if (colon < 0 || colon < text.lastIndexOf("/")) return { name: text };
  return { name: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/** The first part is a host when it has a dot, a port or is `localhost`; else the name is one of Docker Hub's. */
function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const isHost = first === "localhost" || /[.:]/.test(first);
  if (!isHost) return { registry: "docker.io", repository: slash < 0 ? `library/${name}` : name };
  const isHub = first === "index.docker.io" || first === "docker.io" || first === "registry-1.docker.io";
  const repository = name.slice(slash + 1);
  if (!isHub) return { registry: first, repository };
  return { registry: "docker.io", repository: repository.includes("/") ? repository : `library/${repository}` };
}
