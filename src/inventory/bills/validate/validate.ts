import { openDocument } from "../../formats/open-document.ts";
import { checkCycloneDx } from "./cyclonedx.ts";
import { type Fault, Faults } from "./faults.ts";
import { checkMinimumElements } from "./ntia.ts";
import { checkSpdx } from "./spdx.ts";
import { checkSpdx3 } from "./spdx-3.ts";

/** What a document may be held against besides its format. */
export type BillProfile = "ntia";

/** Whether a document is one that its consumers accept, by our own check and not by a schema. */
export interface Validated {
  /** `CycloneDX 1.6, JSON`; undefined when nobody can say. */
  readonly form?: string;
  /** The first thousand. */
  readonly faults: readonly Fault[];
  readonly total: number;
}

export function validateBill(text: string, profiles: readonly BillProfile[] = []): Validated {
  const faults = new Faults();
  const document = openDocument(text);
  if (document.format === "unknown") {
    faults.add("", document.reason);
    return { faults: faults.list, total: faults.total };
  }
  const { format, written, json } = document;
  if (format === "cyclonedx") checkCycloneDx(json, faults);
  else if (format === "spdx-2") checkSpdx(json, faults);
  else checkSpdx3(json, faults);
  if (profiles.includes("ntia")) checkMinimumElements(document, faults);
  const form = `${NAMES[format]}${versionOf(json)}, ${WRITTEN[written]}`;
  return { form, faults: faults.list, total: faults.total };
}

const NAMES = { cyclonedx: "CycloneDX", "spdx-2": "SPDX", "spdx-3": "SPDX 3" } as const;
const WRITTEN = { json: "JSON", xml: "XML", "tag-value": "tag-value" } as const;

function versionOf(json: Readonly<Record<string, unknown>>): string {
  const version = json["specVersion"] ?? json["spdxVersion"];
  return typeof version === "string" && /^(?:SPDX-)?\d\.\d$/.test(version) ? ` ${version.replace("SPDX-", "")}` : "";
}
