import { asMap, asText, type Mapping, maps } from "../../src/documents/shape.ts";
import { readYaml } from "../../src/documents/yaml/read.ts";
import type { Mirror } from "../mirror.ts";
import type { Label } from "./label.ts";

/**
 * kube-linter's own tests: each names the kinds that its check reports in a file. An object of such a file is named
 * `dont-fire…` where it must not be reported; that its others must is believed where the test reports as many of its kind.
 */
export function* kubeLinterLabels(mirror: Mirror, checks: ReadonlySet<string>): Iterable<Label> {
  const script = mirror.read("e2etests/bats-tests.sh");
  for (const [, check = "", body = ""] of script.matchAll(/^@test "([\w-]+)" \{\n([\s\S]*?)^\}/gm)) {
    const path = /^\s*tmp="([^"]+)"/m.exec(body)?.[1];
    if (!checks.has(check) || path === undefined) continue;
    const reported = [...body.matchAll(/== "(\w+): /g)].map(([, kind]) => kind);
    const objects = readYaml(mirror.read(path)).documents.flatMap(({ value }): Mapping[] => maps([value]));
    for (const kind of new Set(objects.map((object) => asText(object["kind"])))) {
      const own = objects.filter((object) => object["kind"] === kind);
      const firing = own.filter((object) => !/^(?:dont|dont-fire|no-fire|ignored)/.test(nameOf(object)));
      if (reported.filter((one) => one === kind).length < firing.length) continue; // which of them is not said
      for (const [index, object] of own.entries()) {
        const fails = firing.includes(object);
        const where = `${path} ${kind}/${nameOf(object)} ${index + 1}`;
        yield {
          rule: `kube-linter ${check}`,
          where,
          fails,
          input: { kind: "kubernetes", text: JSON.stringify(withImages(object)) },
        };
      }
    }
  }
}

function nameOf(object: Mapping): string {
  return asText(asMap(object["metadata"])?.["name"]);
}

/** Its objects leave out what no API server takes them without, and what makes them whole: their containers' images. */
function withImages(object: Mapping): unknown {
  const text = JSON.stringify(object, (key, value: unknown) =>
    /^(?:initC|c)ontainers$/.test(key) && Array.isArray(value)
      ? maps(value).map((one) => ({ image: "app", ...one }))
      : value,
  );
  return JSON.parse(text) as unknown;
}
