import { WaybillError } from "../../core/errors.ts";
import type { Descriptor, Platform } from "./schema.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386", ppc64: "ppc64le" };

/** Linux on this machine's kind of processor, in Go's words. */
export function hostPlatform(architecture: string = process.arch): Platform {
  return { os: "linux", architecture: ARCHITECTURES[architecture] ?? architecture };
}

/** @throws WaybillError `oci/bad-platform` */
export function readPlatform(text: string): Platform {
  const [os = "", architecture = "", variant, ...rest] = text.split("/");
  if (os !== "" && architecture !== "" && rest.length === 0) {
    return { os, architecture, ...(variant !== undefined && { variant }) };
  }
  throw new WaybillError(
    "oci/bad-platform",
    `${text} is not a platform.`,
    "Write OS/ARCHITECTURE, such as linux/arm64.",
  );
}

export function writePlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

export function samePlatform(wanted: Platform, offered: Platform): boolean {
  if (wanted.os !== offered.os || wanted.architecture !== offered.architecture) return false;
  return wanted.variant === undefined || wanted.variant === (offered.variant ?? defaultVariant(offered.architecture));
}

function defaultVariant(architecture: string): string | undefined {
  if (architecture === "arm64") return "v8";
  return architecture === "arm" ? "v7" : undefined;
}

/**
 * The manifest for the wanted platform; when none was asked for, this machine's, else the only one there is.
 * Attestations, which indexes list beside images, are passed over.
 * @throws WaybillError `oci/no-such-platform` that lists what there is
 */
export function choosePlatform(
  manifests: readonly Descriptor[],
  wanted: Platform | undefined,
  what: string,
): Descriptor {
  const images = manifests.filter(isImage);
  const match = images.find(({ platform }) => platform && samePlatform(wanted ?? hostPlatform(), platform));
  if (match !== undefined) return match;
  const [only] = images;
  if (only !== undefined && images.length === 1 && (wanted === undefined || !only.platform)) return only;
  throw noSuchPlatform(
    what,
    wanted ?? hostPlatform(),
    images.map(({ platform }) => platform).filter((platform) => platform != null),
  );
}

function isImage({ platform, annotations }: Descriptor): boolean {
  return platform?.os !== "unknown" && annotations?.["vnd.docker.reference.type"] === undefined;
}

export function noSuchPlatform(what: string, wanted: Platform, offered: readonly Platform[]): WaybillError {
  const list = [...new Set(offered.map(writePlatform))].sort().join(", ");
  return new WaybillError(
    "oci/no-such-platform",
    `${what} has no image for ${writePlatform(wanted)}.`,
    list === "" ? "It names no platform at all." : `Choose one with --platform: ${list}.`,
  );
}
