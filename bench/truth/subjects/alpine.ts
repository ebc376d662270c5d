import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { type Made, packageKey, type Subject } from "../subject.ts";

const PACKAGES = 300;
const VERSIONS = [
  "1.36.1-r15",
  "3.1.4_rc2-r0",
  "20240226-r0",
  "0.9.1_p2_git20240101-r3",
  "2.0a-r1",
  "12.3.0_alpha1-r0",
];

/** A root file system filled by apk, with packages that provide commands and libraries for each other. */
export const alpine: Subject = {
  title: "apk",
  lister: "apk info -v",
  types: ["apk"],
  make: (folder) => {
    // Few distributions but Alpine itself have it: another place can be named.
    const apk = process.env["WAYBILL_TRUTH_APK"] ?? "apk";
    return have(apk) ? root(folder, apk) : undefined;
  },
};

function root(folder: string, apk: string): Made {
  const quiet = ["--root", folder, "--allow-untrusted", "--no-network"];
  once(folder, () => {
    const packages = `${folder}-packages`;
    once(packages, () => build(packages, apk));
    const files = Array.from({ length: PACKAGES }, (_, number) => join(packages, `${nameOf(number)}.apk`));
    run(apk, [...quiet, "--initdb", "--quiet", "add", ...files]);
    run(apk, [...quiet, "--quiet", "del", nameOf(PACKAGES - 1)]);
    writeFileSync(join(folder, "etc", "os-release"), 'ID=alpine\nVERSION_ID="3.22.1"\n');
  });
  const listed = linesOf(run(apk, [...quiet, "info", "-v"])).map((line) => {
    const [, name = "", version = ""] = /^(.+)-([^-]+-r[0-9]+)$/.exec(line) ?? [];
    return packageKey("apk", name, version);
  });
  const about = run(apk, ["--version"]).split(",", 1)[0] ?? "";
  return { target: `rootfs:${folder}`, listed: { packages: new Set(listed), edges: edgesOf(apk, quiet) }, about };
}

function nameOf(number: number): string {
  return ["busybox", "libfoo", "py3-tool", "c++lib", "so.name_x"][number % 5] + String(number);
}

function build(folder: string, apk: string): void {
  for (let number = 0; number < PACKAGES; number++) {
    const files = join(folder, "files");
    mkdirSync(join(files, "usr", "bin"), { recursive: true });
    writeFileSync(join(files, "usr", "bin", `command${number}`), `#!/bin/sh\n# ${number}\n`);
    const needs = [1, 2, 3].map((step) => number - step * 7).filter((need) => need >= 0);
    const fields = {
      name: nameOf(number),
      version: VERSIONS[number % VERSIONS.length] ?? "",
      arch: "noarch",
      license: "MIT AND GPL-2.0-only",
      origin: `origin${Math.floor(number / 4)}`,
      description: "One of many",
      provides: `cmd:command${number}=1 so:libcommon${number}.so.1=1.0`,
      depends: needs
        .map((need, index) => [nameOf(need), `so:libcommon${need}.so.1`, `cmd:command${need}>=1`][index % 3])
        .join(" "),
    };
    const info = Object.entries(fields)
      .filter(([, value]) => value !== "")
      .flatMap(([key, value]) => ["--info", `${key}:${value}`]);
    run(apk, ["mkpkg", ...info, "--files", files, "--output", join(folder, `${nameOf(number)}.apk`)]);
    run("rm", ["-r", files]);
  }
}

/** `apk info --depends` says what each asks for, and `--who-provides`-like queries who answers: both names resolve here. */
function edgesOf(apk: string, quiet: readonly string[]): Set<string> {
  const edges = new Set<string>();
  const versions = new Map<string, string>();
  for (let number = 0; number < PACKAGES - 1; number++)
    versions.set(nameOf(number), VERSIONS[number % VERSIONS.length] ?? "");
  const names = [...versions.keys()];
  for (let start = 0; start < names.length; start += 100) {
    let from = "";
    for (const line of linesOf(run(apk, [...quiet, "info", "--depends", ...names.slice(start, start + 100)]))) {
      const head = /^(.+)-[^-]+-r[0-9]+ depends on:$/.exec(line);
      if (head !== null) from = head[1] ?? "";
      else {
        const number = /^(?:so:libcommon|cmd:command)([0-9]+)/.exec(line)?.[1];
        const to = number === undefined ? line.trim() : nameOf(Number(number));
        edges.add(
          `${packageKey("apk", from, versions.get(from) ?? "")} > ${packageKey("apk", to, versions.get(to) ?? "")}`,
        );
      }
    }
  }
  return edges;
}
