import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npmProgram, once, run } from "../have.ts";
import { type Listed, type Made, packageKey, type Subject } from "../subject.ts";

/** What the program of the subject imports, by the name that it gives it. */
const IMPORTS = {
  "@aws-sdk/client-s3": "npm:@aws-sdk/client-s3@3.490.0",
  express: "npm:express@4.18.2",
  fastify: "npm:fastify@4.25.2",
  "old-lodash": "npm:lodash@4.17.20",
  lodash: "npm:lodash@4.17.21",
  "react-dom": "npm:react-dom@18.2.0",
  react: "npm:react@18.2.0",
};

export const deno: Subject = {
  title: "Deno, lock",
  lister: "deno info --json",
  types: ["npm"],
  make: (folder): Made => {
    const name = "@deno/linux-x64-glibc";
    npmProgram(`${folder}-deno`, "deno", `${name}@2.9.6`);
    const program = join(`${folder}-deno`, "node_modules", name, "deno");
    chmodSync(program, 0o755);
    const environment = {
      DENO_DIR: `${folder}-cache`,
      DENO_NO_UPDATE_CHECK: "1",
      DENO_TLS_CA_STORE: "system",
      NPM_CONFIG_REGISTRY: run("npm", ["config", "get", "registry"]).trim(),
    };
    once(folder, () => {
      writeFileSync(join(folder, "deno.json"), JSON.stringify({ imports: IMPORTS }));
      const lines = Object.keys(IMPORTS).map((imported) => `import ${JSON.stringify(imported)};\n`);
      writeFileSync(join(folder, "main.ts"), lines.join(""));
      run(program, ["install", "--quiet"], { cwd: folder, environment });
    });
    const listed = read(run(program, ["info", "--json", "main.ts"], { cwd: folder, environment }));
    return {
      target: folder,
      listed,
      about: run(program, ["--version"], { environment }).split("(", 1)[0]?.trim() ?? "",
    };
  },
};

interface Info {
  readonly npmPackages: Readonly<Record<string, { name: string; version: string; dependencies: readonly string[] }>>;
}

function read(text: string): Listed {
  const { npmPackages } = JSON.parse(text) as Info;
  const keys = new Map(
    Object.entries(npmPackages).map(([id, { name, version }]) => [id, packageKey("npm", name, version)]),
  );
  const edges = Object.entries(npmPackages).flatMap(([id, { dependencies }]) =>
    dependencies.filter((need) => keys.has(need)).map((need) => `${keys.get(id)} > ${keys.get(need)}`),
  );
  return { packages: new Set(keys.values()), edges: new Set(edges) };
}
