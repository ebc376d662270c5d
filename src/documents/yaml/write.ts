import { stringify } from "yaml";

/** Writes a value as YAML in block style, keys in order, without a line break at its end. */
export function writeYaml(value: unknown): string {
  return stringify(value, {
    indentSeq: false,
    lineWidth: 0,
    sortMapEntries: true,
    aliasDuplicateObjects: false,
    version: "1.1", // which quotes what older readers would take for a truth value
  }).trimEnd();
}
