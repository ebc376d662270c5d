import { type Fields, fieldsOf } from "../../ecosystems/narrow.ts";
import { checkComponent, checkLicenses, checkProperties } from "./cyclonedx-component.ts";
import { type Faults, quoted, Refs } from "./faults.ts";

/** Deeper than any document nests its components. */
const MAX_DEPTH = 32;
const SERIAL = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Holds a CycloneDX document, given as its JSON form, against what its consumers reject it for. */
export function checkCycloneDx(json: Fields, faults: Faults): void {
  if (json["bomFormat"] !== "CycloneDX") faults.add("bomFormat", "is not CycloneDX");
  const version = faults.text(json["specVersion"], "specVersion", true);
  if (version !== undefined && !/^1\.[2-7]$/.test(version))
    faults.add("specVersion", `${quoted(version)} is none of 1.2 to 1.7`);
  const serial = faults.text(json["serialNumber"], "serialNumber", false);
  if (serial !== undefined && !SERIAL.test(serial)) faults.add("serialNumber", "is no urn:uuid:");
  const refs = new Refs(faults, refsAnywhere(json));
  const metadata = fieldsOf(json["metadata"]);
  if (json["metadata"] !== undefined && metadata === undefined) faults.add("metadata", "is no object");
  if (metadata !== undefined) checkMetadata(metadata, version ?? "", faults);
  const root = metadata?.["component"];
  if (root !== undefined) checkAll([root], () => "metadata.component", version ?? "", refs, faults);
  checkAll(
    faults.items(json["components"], "components"),
    (index) => `components[${index}]`,
    version ?? "",
    refs,
    faults,
  );
  checkDependencies(json, refs, faults);
  checkCompositions(json, refs, faults);
}

function checkMetadata(metadata: Fields, version: string, faults: Faults): void {
  const time = faults.text(metadata["timestamp"], "metadata.timestamp", false);
  if (time !== undefined && !TIME.test(time)) faults.add("metadata.timestamp", `${quoted(time)} is no time`);
  const licenses = faults.items(metadata["licenses"], "metadata.licenses");
  checkLicenses(licenses, "metadata.licenses", version, faults);
  checkProperties(metadata, "metadata", version, faults);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/i;
/** More parts than any document has. */
const MOST_PARTS = 20_000_000;

/** Vulnerabilities, services in services, annotations and others have refs, too; what they are is not looked at. */
function refsAnywhere(json: Fields): ReadonlySet<string> {
  const refs = new Set<string>();
  const left: unknown[] = [json];
  for (let parts = 0; left.length > 0 && parts < MOST_PARTS; parts++) {
    const part = left.pop();
    if (typeof part !== "object" || part === null) continue;
    for (const [key, value] of Object.entries(part)) {
      if (key === "bom-ref" && typeof value === "string") refs.add(value);
      else if (typeof value === "object") left.push(value);
    }
  }
  return refs;
}

function checkAll(
  written: readonly unknown[],
  pathOf: (index: number) => string,
  version: string,
  refs: Refs,
  faults: Faults,
): void {
  let level = written.map((value, index) => ({ value, path: pathOf(index) }));
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_DEPTH) {
      faults.add(level[0]?.path ?? "", `is nested more than ${MAX_DEPTH} deep`);
      return;
    }
    level = level.flatMap(({ value, path }) => {
      const component = fieldsOf(value);
      if (component === undefined) {
        faults.add(path, "is no object");
        return [];
      }
      checkComponent(component, path, version, refs, faults);
      const inside = faults.items(component["components"], `${path}.components`);
      return inside.map((inner, index) => ({ value: inner, path: `${path}.components[${index}]` }));
    });
  }
}

function checkDependencies(json: Fields, refs: Refs, faults: Faults): void {
  const entries = new Refs(faults);
  // A link into another document: urn:cdx:SERIAL/VERSION#REF.
  const use = (ref: unknown, path: string) => {
    if (typeof ref !== "string" || !ref.startsWith("urn:cdx:")) refs.use(ref, path);
  };
  for (const [index, value] of faults.items(json["dependencies"], "dependencies").entries()) {
    const path = `dependencies[${index}]`;
    const entry = fieldsOf(value);
    use(entry?.["ref"], `${path}.ref`);
    if (typeof entry?.["ref"] === "string") entries.define(entry["ref"], `${path}.ref`);
    const needs = faults.items(entry?.["dependsOn"], `${path}.dependsOn`);
    const once = new Refs(faults);
    for (const [at, need] of needs.entries()) {
      use(need, `${path}.dependsOn[${at}]`);
      if (typeof need === "string") once.define(need, `${path}.dependsOn[${at}]`);
    }
  }
}

function checkCompositions(json: Fields, refs: Refs, faults: Faults): void {
  for (const [index, value] of faults.items(json["compositions"], "compositions").entries()) {
    const path = `compositions[${index}].assemblies`;
    for (const [at, ref] of faults.items(fieldsOf(value)?.["assemblies"], path).entries())
      refs.use(ref, `${path}[${at}]`);
  }
}
