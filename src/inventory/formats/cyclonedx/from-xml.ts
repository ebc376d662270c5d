import { eachXml } from "../../ecosystems/xml.ts";
import { asJson, type XmlElement } from "./xml-as-json.ts";

/** Below each element the ones that we use; what stands in others is passed over unread. */
const USED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    bom: "metadata components dependencies compositions",
    metadata: "timestamp tools authors component supplier manufacture manufacturer licenses properties",
    tools: "tool components",
    tool: "vendor name version",
    authors: "author",
    components: "component",
    component: "supplier publisher group name version scope hashes licenses cpe purl properties components evidence",
    evidence: "occurrences",
    occurrences: "occurrence",
    occurrence: "location line additionalContext",
    supplier: "name",
    manufacture: "name",
    manufacturer: "name",
    author: "name email",
    hashes: "hash",
    licenses: "license expression",
    license: "id name",
    properties: "property",
    dependencies: "dependency",
    dependency: "dependency",
    compositions: "composition",
    composition: "aggregate assemblies",
    assemblies: "assembly",
  }).map(([name, children]) => [name, new Set(children.split(" "))]),
);

const NAMESPACE = /^http:\/\/cyclonedx\.org\/schema\/bom\/(\d\.\d)$/;

/** A CycloneDX document in XML as its JSON form; undefined when it is none, or breaks off. */
export function cycloneDxFromXml(text: string): Readonly<Record<string, unknown>> | undefined {
  const stack: XmlElement[] = [];
  let root: XmlElement | undefined;
  let passedOver = 0;
  const refs: string[] = [];
  const isWhole = eachXml(text, (event) => {
    if (event.kind === "text") {
      const top = stack.at(-1);
      if (passedOver === 0 && top !== undefined) top.text += event.text;
    } else if (event.kind === "close") {
      if (passedOver > 0) passedOver--;
      else stack.pop();
    } else {
      const name = event.name.slice(event.name.indexOf(":") + 1);
      const parent = stack.at(-1);
      const isUsed = parent === undefined ? name === "bom" && root === undefined : USED.get(parent.name)?.has(name);
      if (passedOver > 0 || isUsed !== true) {
        const ref = event.attributes.get("bom-ref");
        if (ref !== undefined) refs.push(ref);
        passedOver++;
        return;
      }
      const element: XmlElement = { name, attributes: event.attributes, text: "", children: [] };
      if (parent === undefined) root = element;
      else parent.children.push(element);
      stack.push(element);
    }
  });
  if (!isWhole || root === undefined) return undefined;
  const specVersion = versionOf(root);
  return specVersion === undefined ? undefined : asJson(root, specVersion, refs);
}

/** The version stands in the namespace alone. */
function versionOf({ attributes }: XmlElement): string | undefined {
  for (const [name, value] of attributes) {
    const version = /^xmlns(?:$|:)/.test(name) ? NAMESPACE.exec(value)?.[1] : undefined;
    if (version !== undefined) return version;
  }
  return undefined;
}
