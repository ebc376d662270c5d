import type { Component } from "../../../core/component.ts";
import type { WrittenComponent, WrittenProperty } from "./component.ts";
import { type AboutCycloneDx, cycloneDxDocument, type WrittenDocument } from "./document.ts";
import { element, XML_HEAD } from "./xml-text.ts";

type Root = WrittenDocument["metadata"]["component"];

/** Writes a CycloneDX document as XML, with the same content as the JSON form and the same serial number. */
export function writeCycloneDxXml(components: readonly Component[], about: AboutCycloneDx): string {
  const { specVersion, serialNumber, ...document } = cycloneDxDocument(components, about);
  const attributes = { xmlns: `http://cyclonedx.org/schema/bom/${specVersion}`, serialNumber, version: "1" };
  const lines = element("bom", attributes, [
    ...metadata(document.metadata),
    ...element("components", {}, document.components.flatMap(component)),
    ...element(
      "dependencies",
      {},
      document.dependencies.flatMap(({ ref, dependsOn }) =>
        element(
          "dependency",
          { ref },
          dependsOn.flatMap((need) => element("dependency", { ref: need })),
        ),
      ),
    ),
    ...compositions(document),
  ]);
  return `${XML_HEAD}\n${lines.join("\n")}\n`;
}

function metadata({ timestamp, tools, component, properties }: WrittenDocument["metadata"]): string[] {
  return element("metadata", {}, [
    ...text("timestamp", timestamp),
    ...element(
      "tools",
      {},
      "components" in tools
        ? element("components", {}, tools.components.flatMap(tool))
        : tools.flatMap(({ name, version }) =>
            element("tool", {}, [...text("name", name), ...text("version", version)]),
          ),
    ),
    ...root(component),
    ...propertyList(properties),
  ]);
}

function tool({ type = "application", name, version }: { type?: string; name: string; version: string }): string[] {
  return element("component", { type }, [...text("name", name), ...text("version", version)]);
}

function root({
  type,
  "bom-ref": ref,
  supplier,
  name,
  version,
  pedigree,
  properties,
  components = [],
}: Root): string[] {
  return element("component", { type, "bom-ref": ref }, [
    ...supplierOf(supplier),
    ...text("name", name),
    ...text("version", version),
    ...(pedigree === undefined
      ? []
      : element("pedigree", {}, element("ancestors", {}, pedigree.ancestors.flatMap(ancestor)))),
    ...propertyList(properties),
    ...(components.length > 0 ? element("components", {}, components.flatMap(root)) : []),
  ]);
}

function ancestor({ type, name }: { readonly type: string; readonly name: string }): string[] {
  return element("component", { type }, text("name", name));
}

function component(written: WrittenComponent): string[] {
  const { type, "bom-ref": ref, supplier, group, name, version, scope, hashes = [], licenses = [], purl } = written;
  return element("component", { type, "bom-ref": ref }, [
    ...supplierOf(supplier),
    ...text("group", group),
    ...text("name", name),
    ...text("version", version),
    ...text("scope", scope),
    ...(hashes.length > 0
      ? element(
          "hashes",
          {},
          hashes.flatMap(({ alg, content }) => element("hash", { alg }, content)),
        )
      : []),
    ...(licenses.length > 0 ? element("licenses", {}, licenses.flatMap(license)) : []),
    ...text("purl", purl),
    ...propertyList(written.properties),
    ...evidence(written.evidence),
  ]);
}

function supplierOf(supplier: { readonly name: string } | undefined): string[] {
  return supplier === undefined ? [] : element("supplier", {}, text("name", supplier.name));
}

function license(written: NonNullable<WrittenComponent["licenses"]>[number]): string[] {
  if ("expression" in written) return text("expression", written.expression);
  const [[key = "name", value = ""] = []] = Object.entries(written.license);
  return element("license", {}, text(key, value));
}

function evidence(written: WrittenComponent["evidence"]): string[] {
  if (written === undefined) return [];
  const places = written.occurrences.flatMap(({ location, line, additionalContext }) =>
    element("occurrence", {}, [
      ...text("location", location),
      ...text("line", line?.toString()),
      ...text("additionalContext", additionalContext),
    ]),
  );
  return element("evidence", {}, element("occurrences", {}, places));
}

function compositions({ compositions = [] }: Pick<WrittenDocument, "compositions">): string[] {
  if (compositions.length === 0) return [];
  const written = compositions.flatMap(({ aggregate, assemblies }) =>
    element("composition", {}, [
      ...text("aggregate", aggregate),
      ...element(
        "assemblies",
        {},
        assemblies.flatMap((ref) => element("assembly", { ref })),
      ),
    ]),
  );
  return element("compositions", {}, written);
}

function propertyList(properties: readonly WrittenProperty[] = []): string[] {
  if (properties.length === 0) return [];
  return element(
    "properties",
    {},
    properties.flatMap(({ name, value }) => element("property", { name }, value)),
  );
}

function text(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : element(name, {}, value);
}
