import type { TarItem } from "../../src/testing/tar-builder.ts";
import { Draw } from "./draw.ts";
import { packageName } from "./settings.ts";

/** A layer with made-up packages, a server, and marks that take away files of the layer below. */
export function applicationFiles(count: number): TarItem[] {
  const draw = new Draw(7);
  const packages = Array.from({ length: count }, (_, n): TarItem[] => {
    const folder = `app/node_modules/${packageName(n)}`;
    const manifest = {
      name: packageName(n),
      version: draw.version(),
      license: "MIT",
      dependencies: { [packageName(draw.number(count))]: "*" },
    };
    const code = Array.from({ length: 40 }, () => `export const ${draw.name()} = "${draw.sentence()}";`).join("\n");
    return [
      { path: `${folder}/package.json`, content: JSON.stringify(manifest) },
      { path: `${folder}/index.js`, content: code },
    ];
  });
  return [
    ...packages.flat(),
    { path: "app/server.js", content: 'import http from "node:http";\nhttp.createServer().listen(8080);\n' },
    { path: "usr/share/doc/.wh.git", content: "" },
    { path: "usr/share/info/.wh..wh..opq", content: "" },
  ];
}
