import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { type Listed, packageKey, type Subject } from "../subject.ts";

const MANIFEST = `[package]
name = "project"
version = "0.1.0"
edition = "2021"

[dependencies]
serde = { version = "=1.0.194", features = ["derive"] }
tokio = { version = "=1.35.1", features = ["full"] }
clap = { version = "=4.4.13", features = ["derive"] }
regex = "=1.10.2"
rand_new = { package = "rand", version = "=0.8.5" }
rand_old = { package = "rand", version = "=0.7.3" }

[build-dependencies]
cc = "=1.0.83"

[dev-dependencies]
proptest = "=1.4.0"
`;

export const rustSubjects: readonly Subject[] = [
  {
    title: "Cargo, lock",
    lister: "cargo metadata",
    types: ["cargo"],
    make: (folder) => {
      if (!have("cargo")) return undefined;
      project(folder);
      return { target: folder, listed: metadataOf(folder), about: run("cargo", ["--version"]).trim() };
    },
  },
  {
    title: "Rust program built with cargo auditable",
    lister: "cargo tree --edges normal,build",
    types: ["cargo"],
    make: (folder) => {
      if (!have("cargo")) return undefined;
      const [sources, tools] = [`${folder}-project`, `${folder}-tools`];
      project(sources);
      once(
        tools,
        () => void run("cargo", ["install", "--quiet", "--locked", "--root", tools, "cargo-auditable@0.7.2"]),
      );
      once(folder, () => {
        const path = `${join(tools, "bin")}:${process.env["PATH"]}`;
        run("cargo", ["auditable", "build", "--quiet", "--locked"], { cwd: sources, environment: { PATH: path } });
        mkdirSync(join(folder, "usr", "bin"), { recursive: true });
        cpSync(join(sources, "target", "debug", "project"), join(folder, "usr", "bin", "project"));
      });
      const words = ["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"];
      const listed = linesOf(run("cargo", words, { cwd: sources })).map((line) => {
        const [name = "", version = ""] = line.split(" ");
        return packageKey("cargo", name, version.slice(1));
      });
      return { target: `rootfs:${folder}`, listed: { packages: new Set(listed) } };
    },
  },
];

function project(folder: string): void {
  once(folder, () => {
    mkdirSync(join(folder, "src"), { recursive: true });
    writeFileSync(join(folder, "Cargo.toml"), MANIFEST);
    writeFileSync(join(folder, "build.rs"), "fn main() {}\n");
    writeFileSync(join(folder, "src", "main.rs"), "fn main() {}\n");
    if (!existsSync(join(folder, "Cargo.lock"))) run("cargo", ["generate-lockfile", "--quiet"], { cwd: folder });
  });
}

interface Metadata {
  readonly packages: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly source: string | null;
  }[];
  readonly resolve: { readonly nodes: readonly { readonly id: string; readonly dependencies: readonly string[] }[] };
}

/** Of all systems, as the lock has it; the project itself is no package of others. */
function metadataOf(folder: string): Listed {
  const { packages, resolve } = JSON.parse(
    run("cargo", ["metadata", "--format-version", "1", "--locked"], { cwd: folder }),
  ) as Metadata;
  const keys = new Map(
    packages
      .filter(({ source }) => source !== null)
      .map(({ id, name, version }) => [id, packageKey("cargo", name, version)]),
  );
  const edges = resolve.nodes.flatMap(({ id, dependencies }) =>
    dependencies.flatMap((need) => (keys.has(id) && keys.has(need) ? `${keys.get(id)} > ${keys.get(need)}` : [])),
  );
  return { packages: new Set(keys.values()), edges: new Set(edges) };
}
