import { compareText } from "../../../core/order.ts";
import { readLicense } from "../licenses.ts";
import { digitsOf } from "./digits.ts";

const IN_BRACKETS = /^\([^()]*\)$/;

/** Licences outside the SPDX list, which a document has to declare before it may name them. */
export class NamedLicenses {
  readonly #names = new Map<string, string>();

  /** One expression for all that a component says of its licences; several hold together. */
  declared(licenses: readonly string[]): string {
    if (licenses.length === 0) return "NOASSERTION";
    const parts = licenses.map((text) => this.#part(text, licenses.length > 1));
    return parts.join(" AND ");
  }

  #part(text: string, isOneOfMany: boolean): string {
    const license = readLicense(text);
    if (license.kind === "id") return text;
    if (license.kind === "name") return this.#named(`LicenseRef-${digitsOf(text)}`, text);
    for (const id of text.match(/(?<![A-Za-z0-9.:-])LicenseRef-[A-Za-z0-9.-]+/g) ?? []) this.#named(id, id);
    return isOneOfMany && !IN_BRACKETS.test(text) ? `(${text})` : text;
  }

  #named(id: string, text: string): string {
    this.#names.set(id, text);
    return id;
  }

  asWritten() {
    if (this.#names.size === 0) return {};
    const named = [...this.#names].sort(([a], [b]) => compareText(a, b));
    return {
      hasExtractedLicensingInfos: named.map(([licenseId, name]) => ({ licenseId, name, extractedText: name })),
    };
  }
}
