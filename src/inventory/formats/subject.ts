import type { Target } from "../../core/target.ts";
import { type Fields, fieldsOf, textOf } from "../ecosystems/narrow.ts";
import { PROPERTY } from "./cyclonedx/properties.ts";
import { type OpenedDocument, openDocument } from "./open-document.ts";

/**
 * What a document says that it is about, as a target of ours: an image by its reference and digest, a folder by its name.
 * Undefined where it does not say so.
 */
export function subjectOfBill(text: string): Target | undefined {
  return subjectOf(openDocument(text));
}

export function subjectOf(document: OpenedDocument): Target | undefined {
  if (document.format === "cyclonedx") return ofCycloneDx(fieldsOf(fieldsOf(document.json["metadata"])?.["component"]));
  if (document.format === "spdx-2") return ofSpdx(document.json);
  return undefined;
}

const KINDS: ReadonlyMap<string, Target["kind"]> = new Map([
  ["container", "image"],
  ["operating-system", "rootfs"],
  ["OPERATING-SYSTEM", "rootfs"],
  ["CONTAINER", "image"],
]);
const DIGEST = /^sha256:[0-9a-f]{64}$/;

function ofCycloneDx(root: Fields | undefined): Target | undefined {
  const ref = textOf(root?.["name"]);
  if (root === undefined || ref === undefined) return undefined;
  const property = (name: string) =>
    textOf(listOf(root["properties"]).find((one) => one?.["name"] === name)?.["value"]);
  const version = property(PROPERTY.digest) ?? textOf(root["version"]);
  return asTarget(ref, textOf(root["type"]), version, textOf(root["bom-ref"]), property(PROPERTY.platform));
}

function ofSpdx(json: Fields): Target | undefined {
  const described = listOf(json["relationships"]).find((one) => one?.["relationshipType"] === "DESCRIBES");
  const [first] = Array.isArray(json["documentDescribes"]) ? (json["documentDescribes"] as unknown[]) : [];
  const id = described?.["relatedSpdxElement"] ?? first;
  const written = listOf(json["packages"]).find((one) => one?.["SPDXID"] === id);
  const ref = textOf(written?.["name"]);
  if (written === undefined || ref === undefined) return undefined;
  const purpose = textOf(written["primaryPackagePurpose"])?.replace("_", "-");
  return asTarget(ref, purpose, textOf(written["versionInfo"]), undefined, undefined);
}

function asTarget(
  ref: string,
  type: string | undefined,
  version: string | undefined,
  bomRef: string | undefined,
  platform: string | undefined,
): Target {
  const own = /^waybill:(directory|git|sbom):/.exec(bomRef ?? "")?.[1] as Target["kind"] | undefined;
  const kind = KINDS.get(type ?? "") ?? own ?? "directory";
  return {
    kind,
    ref,
    ...(version !== undefined && DIGEST.test(version) && { digest: version }),
    ...(platform !== undefined && { platform }),
    ...(kind === "git" && version !== undefined && { commit: version }),
  };
}

function listOf(value: unknown): (Fields | undefined)[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
