import type { Component } from "../../core/component.ts";

const BY_TYPE: Readonly<Record<string, string>> = {
  npm: "npm",
  pypi: "PyPI",
  golang: "Go",
  cargo: "crates.io",
  maven: "Maven",
  gem: "RubyGems",
  nuget: "NuGet",
  composer: "Packagist",
  hex: "Hex",
  pub: "Pub",
  swift: "SwiftURL",
};

/** OSV's name for where a component's advisories stand, with the release for distributions; undefined when there is none. */
export function ecosystemOf({ type, distribution }: Component): string | undefined {
  const [system, release = ""] = (distribution ?? "").split(":");
  if (type === "deb" && system === "debian" && release !== "") return `Debian:${release.split(".")[0]}`;
  if (type === "deb" && system === "ubuntu" && release !== "") return `Ubuntu:${release}`;
  if (type === "apk" && system === "alpine" && release !== "")
    return `Alpine:v${release.split(".").slice(0, 2).join(".")}`;
  if (type === "rpm" && system === "almalinux" && release !== "") return `AlmaLinux:${release.split(".")[0]}`;
  if (type === "rpm" && system === "rocky" && release !== "") return `Rocky Linux:${release.split(".")[0]}`;
  if (type === "rpm" && (system === "rhel" || system === "redhat") && release !== "")
    return `Red Hat:${release.split(".")[0]}`;
  return Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
}
