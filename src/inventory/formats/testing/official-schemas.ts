import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";

const FOLDER = createRequire(import.meta.url)
  .resolve("@cyclonedx/cyclonedx-library/package.json")
  .replace("package.json", "res/schema/");

/** The package adds a word to the names of its files, and to the names by which they ask for each other. */
function load(file: string): string {
  return readFileSync(`${FOLDER}${file}`, "utf8").replaceAll(".SNAPSHOT.", ".");
}

const compiled = new Map<string, ValidateFunction>();

/** The official JSON schema of a version of CycloneDX; its `errors` say what is wrong. */
export function jsonSchemaOf(version: string): ValidateFunction {
  const known = compiled.get(version);
  if (known !== undefined) return known;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const format of ["iri-reference", "idn-email"]) ajv.addFormat(format, true);
  for (const name of ["spdx", "jsf-0.82", "cryptography-defs"]) {
    ajv.addSchema(JSON.parse(load(`${name}.SNAPSHOT.schema.json`)) as object);
  }
  const validate = ajv.compile(JSON.parse(load(`bom-${version}.SNAPSHOT.schema.json`)) as object);
  compiled.set(version, validate);
  return validate;
}

/** What the official XML schema of a version of CycloneDX finds wrong in documents; libxml2 reads them. */
export async function xmlFaults(version: string, documents: readonly string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: { fileName: `bom-${version}.xsd`, contents: load(`bom-${version}.SNAPSHOT.xsd`) },
    preload: { fileName: "spdx.xsd", contents: load("spdx.SNAPSHOT.xsd") },
    maxMemoryPages: 4096,
  });
  return errors.map(({ rawMessage }) => rawMessage);
}
