/** An element that we use, with its text without those of its children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  text: string;
  readonly children: XmlElement[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * `bom` as the JSON form has it, so that one reader and one check do for both. `refs` are those of elements that we do not
 * use: they stand as those of services, since others may lead there.
 */
export function asJson(bom: XmlElement, specVersion: string, refs: readonly string[]): Json {
  const metadata = child(bom, "metadata");
  const serialNumber = bom.attributes.get("serialNumber");
  const version = bom.attributes.get("version");
  return {
    bomFormat: "CycloneDX",
    specVersion,
    ...(serialNumber !== undefined && { serialNumber }),
    ...(version !== undefined && { version: Number(version) }),
    ...(metadata !== undefined && { metadata: metadataOf(metadata) }),
    components: all(bom, "components", "component").map(component),
    services: refs.map((ref) => ({ "bom-ref": ref })),
    dependencies: all(bom, "dependencies", "dependency").map(dependency),
    compositions: all(bom, "compositions", "composition").map((one) => ({
      ...texts(one, "aggregate"),
      assemblies: all(one, "assemblies", "assembly").map((assembly) => assembly.attributes.get("ref") ?? ""),
    })),
  };
}

function metadataOf(metadata: XmlElement): Json {
  const root = child(metadata, "component");
  const tools = child(metadata, "tools");
  return {
    ...texts(metadata, "timestamp"),
    ...(tools !== undefined && { tools: toolsOf(tools) }),
    ...(child(metadata, "licenses") && { licenses: child(metadata, "licenses")?.children.map(license) ?? [] }),
    ...(child(metadata, "authors") && {
      authors: all(metadata, "authors", "author").map((one) => texts(one, "name", "email")),
    }),
    ...(root !== undefined && { component: component(root) }),
    ...entities(metadata, "supplier", "manufacture", "manufacturer"),
    properties: properties(metadata),
  };
}

function toolsOf(tools: XmlElement): unknown {
  const own = named(tools, "tool").map((tool) => texts(tool, "vendor", "name", "version"));
  return own.length > 0 ? own : { components: all(tools, "components", "component").map(component) };
}

function component(written: XmlElement): Json {
  return {
    ...attribute(written, "type"),
    ...attribute(written, "bom-ref"),
    ...entities(written, "supplier"),
    ...texts(written, "publisher", "group", "name", "version", "scope", "cpe", "purl"),
    hashes: all(written, "hashes", "hash").map((hash) => ({
      alg: hash.attributes.get("alg") ?? "",
      content: hash.text.trim(),
    })),
    licenses: child(written, "licenses")?.children.map(license) ?? [],
    properties: properties(written),
    ...evidence(written),
    components: all(written, "components", "component").map(component),
  };
}

function evidence(written: XmlElement): Json {
  const found = child(written, "evidence");
  if (found === undefined) return {};
  const occurrences = all(found, "occurrences", "occurrence").map((one) => {
    const { line, ...rest } = texts(one, "location", "line", "additionalContext");
    return { ...rest, ...(line !== undefined && { line: Number(line) }) };
  });
  return { evidence: { occurrences } };
}

function license(written: XmlElement): Json {
  if (written.name === "expression") return { expression: written.text.trim() };
  return { license: texts(written, "id", "name") };
}

function dependency(written: XmlElement): Json {
  const needs = named(written, "dependency").map(({ attributes }) => attributes.get("ref") ?? "");
  return { ...attribute(written, "ref"), dependsOn: needs };
}

function properties(written: XmlElement): Json[] {
  return all(written, "properties", "property").map(({ attributes, text }) => ({
    name: attributes.get("name") ?? "",
    value: text,
  }));
}

function entities(written: XmlElement, ...names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name) => {
      const entity = child(written, name);
      return entity === undefined ? [] : [[name, texts(entity, "name")]];
    }),
  );
}

function attribute({ attributes }: XmlElement, name: string): Json {
  const value = attributes.get(name);
  return value === undefined ? {} : { [name]: value };
}

/** The texts of the children with these names, where they are there. */
function texts(written: XmlElement, ...names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name) => {
      const [first, ...more] = named(written, name);
      if (first === undefined) return [];
      // One that is there twice is no text, and so is seen to be wrong.
      return [[name, more.length === 0 ? first.text.trim() : [first, ...more].map(({ text }) => text.trim())]];
    }),
  );
}

function child({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((one) => one.name === name);
}

function named({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((one) => one.name === name);
}

function all(written: XmlElement, list: string, item: string): XmlElement[] {
  return named(written, list).flatMap((one) => named(one, item));
}
