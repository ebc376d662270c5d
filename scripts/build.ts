import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { build } from "esbuild";
import { PAGE_FILES } from "../src/hub/page/routes.ts";
import { slowPatterns } from "./linear-patterns.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** What came out of a build. */
export interface Bundle {
  /** Paths of the written scripts, relative to the folder. */
  readonly scripts: readonly string[];
  /** Specifiers that stay imports at run time: node's own modules alone. */
  readonly imports: readonly string[];
  /** `name@version` of each package whose code is in the bundle. */
  readonly packages: readonly string[];
}

/**
 * Writes the published bundle: no run-time dependencies, one piece per command, the thread's entry beside the main one.
 * `folder` is emptied first.
 * @param instead other content for a data file, by its path from the root: a bench tries what it would be like
 * @throws when a detector's pattern may take more than linear time, when a package without a licence text would be bundled, or when an import would stay that is not node's
 */
export async function buildBundle(folder: string, instead: ReadonlyMap<string, string> = new Map()): Promise<Bundle> {
  const slow = slowPatterns();
  if (slow.length > 0) throw new Error(slow.join("\n"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      main: "src/cli/main.ts",
      worker: "src/scan/workers/worker.ts",
      "intake-thread": "src/hub/reports/intake-thread.ts",
      "renewal-thread": "src/hub/advisories/renewal-thread.ts",
      "unpack-thread": "src/sources/image/unpack-thread.ts",
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // A thread's script is looked for beside the piece that starts it, so all pieces lie in one folder.
    chunkNames: "[name]-[hash]",
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: false,
    legalComments: "none", // the licences' whole texts travel in LICENSES.txt
    // Packages written for `require` ask for node's modules by it.
    banner: {
      js: `import{createRequire as requireOfNode}from"node:module";const require=requireOfNode(import.meta.url);`,
    },
    alias: NEVER_LOADED,
    metafile: true,
    logLevel: "warning",
    plugins: [
      {
        // The sign-in library picks from zod by name, which would bring zod's 50 languages to every command.
        name: "english",
        setup(build) {
          build.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
            contents: 'export { default as en } from "./en.js";',
            resolveDir: join(ROOT, "node_modules/zod/v4/locales"),
          }));
        },
      },
      {
        name: "instead",
        setup(build) {
          build.onLoad({ filter: /\.json$/ }, ({ path }) => {
            const contents = instead.get(relative(ROOT, path));
            return contents === undefined ? undefined : { contents, loader: "json" };
          });
        },
      },
    ],
  });
  for (const file of BESIDE) copyFileSync(join(ROOT, file), join(folder, basename(file)));
  const outputs = Object.entries(metafile.outputs);
  const imports = new Set(
    outputs.flatMap(([, { imports }]) => imports.filter(({ external }) => external).map(({ path }) => path)),
  );
  const foreign = [...imports].filter((path) => !isBuiltin(path));
  if (foreign.length > 0) throw new Error(`the bundle would still import ${foreign.join(", ")}`);
  const packages = packagesOf(Object.keys(metafile.inputs));
  writeFileSync(join(folder, "LICENSES.txt"), licences(packages));
  return {
    scripts: outputs.map(([path]) => relative(folder, resolve(ROOT, path))).sort(),
    imports: [...imports].sort(),
    packages: packages.map(({ name, version }) => `${name}@${version}`),
  };
}

/** Read at run time from beside the scripts. */
const BESIDE = [
  "node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm",
  ...Object.keys(PAGE_FILES).map((name) => `src/hub/page/${name}`),
];

/**
 * What libraries would load and never do with us: `pg`'s driver in C, and fastify's own checking of schemas, since ours
 * are zod's. Something of node's own stands in their place.
 */
const NEVER_LOADED = Object.fromEntries(
  ["pg-native", "@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler"].map((name) => [name, "node:process"]),
);

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

const WITHOUT_CONDITIONS = new Set(["CC0-1.0", "Unlicense", "0BSD"]);

function packagesOf(inputs: readonly string[]): Package[] {
  const folders = new Set(inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  return [...folders].map(readPackage).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readPackage(folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Package;
  const file = readdirSync(join(ROOT, folder)).find((name) => /^licen[cs]e(?:\.\w+)?$/i.test(name));
  if (file === undefined) {
    if (WITHOUT_CONDITIONS.has(license))
      return { name, version, license, text: "Given to the public domain; its licence asks for no notice." };
    return { name, version, license, text: licenceElsewhere(folder, license) };
  }
  return { name, version, license, text: readFileSync(join(ROOT, folder, file), "utf8").trim() };
}

/** What a package's page says of its licence; of Apache's, which is ours, too, the text is at hand. */
function licenceElsewhere(folder: string, license: string): string {
  if (license === "Apache-2.0") return readFileSync(join(ROOT, "LICENSE"), "utf8").trim();
  const page = readdirSync(join(ROOT, folder)).find((name) => /^readme\.md$/i.test(name));
  const text = page === undefined ? "" : readFileSync(join(ROOT, folder, page), "utf8");
  const section = /^#+ *licen[cs]e\b[^\n]*\n(.+?)(?=^#|(?![^]))/ims.exec(text)?.[1]?.trim() ?? "";
  if (section === "") throw new Error(`${folder} is bundled and brings no licence text`);
  return section;
}

function licences(packages: readonly Package[]): string {
  const head = "Waybill's bundle holds code of these packages, each under its own licence.\n";
  const texts = packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`);
  return [head, ...texts].join(`\n${"-".repeat(80)}\n\n`);
}

if (import.meta.main) {
  const folder = resolve(process.argv[2] ?? join(ROOT, "dist"));
  const { scripts, packages } = await buildBundle(folder);
  process.stdout.write(
    `${scripts.length} scripts with ${packages.length} packages inside, in ${relative(".", folder)}\n`,
  );
}
