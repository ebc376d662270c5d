import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";

/** Programs of Go: those of our peers where the benches have built them, and small ones of older Go. */
export const goSubjects: readonly Subject[] = [
  {
    title: "Go programs",
    lister: "go version -m",
    types: ["golang"],
    make: (folder) => {
      if (!have("go")) return undefined;
      once(folder, () => {
        const bin = join(folder, "usr", "local", "bin");
        mkdirSync(bin, { recursive: true });
        const peers = join(folder, "..", "..", "go", "bin");
        if (existsSync(peers)) for (const name of readdirSync(peers)) cpSync(join(peers, name), join(bin, name));
        for (const [os, arch] of [
          ["linux", "amd64"],
          ["windows", "amd64"],
          ["darwin", "arm64"],
          ["linux", "s390x"],
          ["linux", "386"],
        ]) {
          const name = `program-${os}-${arch}${os === "windows" ? ".exe" : ""}`;
          run("go", ["build", "-o", join(bin, name), "."], {
            cwd: sources(folder),
            environment: { GOOS: os ?? "", GOARCH: arch ?? "", CGO_ENABLED: "0" },
          });
        }
        for (const version of OLDER) {
          const environment = { GOTOOLCHAIN: `go${version}`, GOENV: "off", GOFLAGS: "-mod=readonly", CGO_ENABLED: "0" };
          const older = olderSources(join(folder, "older"));
          run("go", ["build", "-o", join(bin, `program-go${version}`), "."], { cwd: older, environment });
        }
        run("rm", ["-r", join(folder, "sources"), join(folder, "older")]);
      });
      return {
        target: `rootfs:${folder}`,
        listed: { packages: modulesOf(folder) },
        about: run("go", ["env", "GOVERSION"]).trim(),
      };
    },
  },
];

function sources(folder: string): string {
  const sources = join(folder, "sources");
  if (existsSync(join(sources, "go.sum"))) return sources;
  mkdirSync(sources, { recursive: true });
  writeFileSync(
    join(sources, "main.go"),
    'package main\n\nimport (\n\t"fmt"\n\n\t"github.com/BurntSushi/toml"\n\t"golang.org/x/text/language"\n)\n\nfunc main() {\n\tvar x any\n\t_, err := toml.Decode("", &x)\n\tfmt.Println(language.English, err)\n}\n',
  );
  writeFileSync(
    join(sources, "go.mod"),
    "module example.com/Program\n\ngo 1.21\n\nrequire (\n\tgithub.com/BurntSushi/toml v1.3.2\n\tgolang.org/x/text v0.14.0\n)\n\nreplace golang.org/x/text => golang.org/x/text v0.13.0\n",
  );
  run("go", ["mod", "tidy"], { cwd: sources, environment: { GOFLAGS: "-mod=mod" } });
  return sources;
}

/** Before 1.18 the build information has another form; before 1.17 the version of Go lies elsewhere once more. */
const OLDER = ["1.13.15", "1.16.15", "1.17.13"];

function olderSources(folder: string): string {
  if (existsSync(join(folder, "go.sum"))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "main.go"),
    'package main\n\nimport (\n\t"fmt"\n\n\t"github.com/BurntSushi/toml"\n)\n\nfunc main() {\n\tvar x interface{}\n\t_, err := toml.Decode("", &x)\n\tfmt.Println(err)\n}\n',
  );
  writeFileSync(
    join(folder, "go.mod"),
    "module example.com/older\n\ngo 1.13\n\nrequire github.com/BurntSushi/toml v0.4.1\n",
  );
  run("go", ["mod", "download", "github.com/BurntSushi/toml"], { cwd: folder, environment: { GOFLAGS: "-mod=mod" } });
  run("go", ["get", "github.com/BurntSushi/toml@v0.4.1"], { cwd: folder, environment: { GOFLAGS: "-mod=mod" } });
  return folder;
}

/** Lines of `path`, `mod`, `dep` and `=>`; the standard library is a module of its own with the version of Go. */
function modulesOf(folder: string): Set<string> {
  const modules: string[] = [];
  const add = (path: string, version: string) =>
    modules.push(packageKey("golang", path.toLowerCase(), version === "(devel)" ? "" : version));
  for (const line of linesOf(run("go", ["version", "-m", folder]))) {
    const go = /^\S.*: go(\S+)$/.exec(line)?.[1];
    if (go !== undefined) add("stdlib", go);
    const [, word, path = "", version = ""] = line.split("\t");
    if (word === "=>") modules.pop();
    if (word === "mod" || word === "dep" || word === "=>") add(path, version);
  }
  return new Set(modules);
}
