import { purlFault } from "../../../core/purl.ts";
import { type Fields, fieldsOf } from "../../ecosystems/narrow.ts";
import { isInListOf } from "../../formats/cyclonedx/license-lists.ts";
import { CYCLONEDX_VERSIONS } from "../../formats/cyclonedx/versions.ts";
import { readHash } from "../../formats/hashes.ts";
import { readLicense } from "../../formats/licenses.ts";
import { type Faults, quoted, type Refs } from "./faults.ts";

const SCOPES: ReadonlySet<unknown> = new Set(["required", "optional", "excluded"]);

/** One component at `path` of a document of the version. */
export function checkComponent(component: Fields, path: string, version: string, refs: Refs, faults: Faults): void {
  const type = faults.text(component["type"], `${path}.type`, true);
  if (type !== undefined && version !== "" && !isType(type, version))
    faults.add(`${path}.type`, `${quoted(type)} is none of ${version}`);
  faults.text(component["name"], `${path}.name`, true);
  // Until 1.3 a component had to have a version, even an empty one.
  const needsVersion = version === "1.2" || version === "1.3";
  if (needsVersion && component["version"] === undefined) faults.add(`${path}.version`, "is missing");
  else faults.text(component["version"], `${path}.version`, false);
  if (component["version"] !== undefined && component["versionRange"] !== undefined)
    faults.add(path, "has a version and a range of versions");
  const ref =
    component["bom-ref"] === undefined ? undefined : faults.text(component["bom-ref"], `${path}.bom-ref`, true);
  if (ref !== undefined) refs.define(ref, `${path}.bom-ref`);
  const purl = faults.text(component["purl"], `${path}.purl`, false);
  const fault = purl === undefined ? undefined : purlFault(purl);
  if (fault !== undefined) faults.add(`${path}.purl`, `${quoted(purl ?? "")} is ${fault}`);
  const { scope } = component;
  if (scope !== undefined && !SCOPES.has(scope)) faults.add(`${path}.scope`, "is none of required, optional, excluded");
  checkHashes(component, path, faults);
  checkProperties(component, path, version, faults);
  checkLicenses(faults.items(component["licenses"], `${path}.licenses`), `${path}.licenses`, version, faults);
}

/** What a component can be, by the first version that knows it. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...["application", "framework", "library", "container", "operating-system", "device", "firmware", "file"].map(
    (type) => [type, "1.2"] as const,
  ),
  ...["platform", "device-driver", "machine-learning-model", "data"].map((type) => [type, "1.5"] as const),
  ["cryptographic-asset", "1.6"],
]);

function isType(type: string, version: string): boolean {
  const since = TYPES.get(type);
  return since !== undefined && since <= version;
}

/** From 1.6 on a property has to have a name. */
export function checkProperties(holder: Fields, path: string, version: string, faults: Faults): void {
  for (const [index, value] of faults.items(holder["properties"], `${path}.properties`).entries()) {
    const at = `${path}.properties[${index}]`;
    faults.text(fieldsOf(value)?.["name"], `${at}.name`, version >= "1.6");
    faults.text(fieldsOf(value)?.["value"], `${at}.value`, false);
  }
}

function checkHashes(component: Fields, path: string, faults: Faults): void {
  for (const [index, value] of faults.items(component["hashes"], `${path}.hashes`).entries()) {
    const hash = fieldsOf(value);
    const alg = faults.text(hash?.["alg"], `${path}.hashes[${index}].alg`, true);
    const content = faults.text(hash?.["content"], `${path}.hashes[${index}].content`, true);
    if (alg !== undefined && content !== undefined && readHash(alg, content) === undefined)
      faults.add(`${path}.hashes[${index}]`, `is no ${quoted(alg)}`);
  }
}

/** An id of the version's list, a name, or one expression alone; 1.7 lets them stand together. */
export function checkLicenses(licenses: readonly unknown[], path: string, version: string, faults: Faults): void {
  const choices = licenses.map(fieldsOf);
  const isMixed = choices.length > 1 && choices.some((choice) => choice?.["expression"] !== undefined);
  if (isMixed && version !== "1.7") faults.add(path, "an expression stands beside others, and may only stand alone");
  for (const [index, choice] of choices.entries()) {
    const at = `${path}[${index}]`;
    if (choice?.["expression"] !== undefined) {
      if (choice["license"] !== undefined) faults.add(at, "has an expression and a licence");
      const text = faults.text(choice["expression"], `${at}.expression`, true);
      if (text !== undefined && readLicense(text).kind === "name")
        faults.add(`${at}.expression`, `${quoted(text)} is no expression of SPDX`);
      continue;
    }
    const license = fieldsOf(choice?.["license"]);
    const id = faults.text(license?.["id"], `${at}.license.id`, false);
    const name = faults.text(license?.["name"], `${at}.license.name`, false);
    if (id === undefined && name === undefined) faults.add(at, "has neither id, name nor expression");
    if (id !== undefined && name !== undefined) faults.add(`${at}.license`, "has an id and a name");
    if (id !== undefined && !isListed(id, version))
      faults.add(
        `${at}.license.id`,
        `${quoted(id)} is not in the SPDX list that ${version || "this version"} came with`,
      );
  }
}

/** The lists of 1.2 and 1.3 were no longer than that of 1.4. */
function isListed(id: string, version: string): boolean {
  const spec = CYCLONEDX_VERSIONS.find((one) => one === version) ?? "1.4";
  return readLicense(id).kind === "id" && isInListOf(spec, id);
}
