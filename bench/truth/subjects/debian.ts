import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { packageKey, type Subject } from "../subject.ts";

const SUITE = "bookworm";
const PACKAGES =
  "ruby,ruby-rack,ruby-nokogiri,ruby-sinatra,bundler,python3-pip,python3-flask,python3-requests,python3-numpy,nodejs,npm,default-jre-headless,nginx,git,redis-server,vim,gcc";

/** A root file system of Debian, asked in turn by each of the package managers in it. */
export const debianSubjects: readonly Subject[] = [
  {
    title: "Debian root file system, deb",
    lister: "dpkg-query --show",
    types: ["deb"],
    make: (folder) => {
      const root = debianRoot(join(folder, ".."));
      if (root === undefined) return undefined;
      const format = "${db:Status-Status}\\t${Package}\\t${Version}\\n";
      const listed = linesOf(run("dpkg-query", [`--admindir=${join(root, "var/lib/dpkg")}`, "-W", "-f", format]))
        .map((line) => line.split("\t"))
        .filter(([status]) => status !== "config-files" && status !== "not-installed")
        .map(([, name = "", version = ""]) => packageKey("deb", name, version));
      return { target: `rootfs:${root}`, listed: { packages: new Set(listed) }, about: release(root) };
    },
  },
  {
    title: "Debian root file system, Python",
    lister: "pip list",
    types: ["pypi"],
    make: (folder) => {
      const root = debianRoot(join(folder, ".."));
      return root === undefined
        ? undefined
        : { target: `rootfs:${root}`, listed: { packages: pipList("chroot", [root, "python3", "-m", "pip"]) } };
    },
  },
  {
    title: "Debian root file system, Ruby",
    lister: "gem list",
    types: ["gem"],
    make: (folder) => {
      const root = debianRoot(join(folder, ".."));
      if (root === undefined) return undefined;
      const listed = linesOf(run("chroot", [root, "gem", "list", "--quiet"])).flatMap((line) => {
        const [, name = "", versions = ""] = /^(\S+) \((.*)\)$/.exec(line) ?? [];
        return versions
          .split(", ")
          .map((version) => packageKey("gem", name, version.replace("default: ", "").split(" ")[0] ?? ""));
      });
      return { target: `rootfs:${root}`, listed: { packages: new Set(listed) } };
    },
  },
];

/** mmdebstrap fills it, through this machine's own apt settings. */
function debianRoot(cache: string): string | undefined {
  if (!have("mmdebstrap", "chroot") || process.getuid?.() !== 0) return undefined;
  return once(join(cache, "debian-root"), () => {
    const root = join(cache, "debian-root");
    mkdirSync(root, { recursive: true });
    run("mmdebstrap", ["--quiet", "--variant=apt", `--include=${PACKAGES}`, SUITE, root]);
    // Left behind with their settings, and so not there.
    run("chroot", [root, "dpkg", "--remove", "vim", "redis-server"]);
  });
}

function release(root: string): string {
  return /PRETTY_NAME="(.*)"/.exec(readFileSync(join(root, "etc/os-release"), "utf8"))?.[1] ?? "";
}

/** What pip lists, by folded names. */
export function pipList(program: string, words: readonly string[]): ReadonlySet<string> {
  const listed = JSON.parse(run(program, [...words, "list", "--format", "json", "--disable-pip-version-check"])) as {
    name: string;
    version: string;
  }[];
  return new Set(
    listed.map(({ name, version }) => packageKey("pypi", name.replaceAll(/[-_.]+/g, "-").toLowerCase(), version)),
  );
}
