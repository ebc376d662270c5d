import { writePurl } from "../../core/purl.ts";
import type { DistributionFact, PackageFact } from "../facts.ts";

/** The system that the packages of a distribution's database belong to. */
export interface Distribution {
  readonly id: string;
  readonly version?: string;
}

/** Where a database of this kind comes from when nothing says so. */
const FAMILY = { deb: "debian", apk: "alpine", rpm: "redhat", alpm: "arch" } as const;
/** The vendors under whom the package URLs of `rpm` stand, where that is not the system's own id. */
const VENDORS: ReadonlyMap<string, string> = new Map([
  ["rhel", "redhat"],
  ["opensuse-leap", "opensuse"],
  ["opensuse-tumbleweed", "opensuse"],
  ["sles", "suse"],
]);

/** `etc/os-release` goes before `usr/lib/os-release`, as os-release(5) says; of several layers, the highest. */
export function chooseDistribution(facts: readonly DistributionFact[]): Distribution | undefined {
  return facts.findLast(({ at }) => at.path === "etc/os-release") ?? facts.at(-1);
}

/** The full package URL: `pkg:deb/debian/curl@7.88.1-10?arch=amd64&distro=debian-12`. */
export function purlOf({ identity, name, version }: PackageFact, distribution: Distribution | undefined): string {
  if (identity.by === "purl") return identity.purl;
  const { id, version: release } = distribution ?? {};
  const isRpm = identity.type === "rpm";
  const namespace = (id ?? FAMILY[identity.type]).toLowerCase();
  const [epoch, withoutEpoch] = isRpm ? splitEpoch(version) : ["", version];
  return writePurl({
    type: identity.type,
    namespace: (isRpm ? VENDORS.get(namespace) : undefined) ?? namespace,
    name: isRpm ? name : name.toLowerCase(),
    ...(withoutEpoch !== undefined && { version: withoutEpoch }),
    qualifiers: {
      arch: identity.architecture,
      epoch,
      distro: id === undefined ? "" : release === undefined ? id : `${id}-${release}`,
    },
  });
}

/** Of `rpm` alone the epoch is a qualifier and no part of the version, as the purl type asks. */
function splitEpoch(version: string | undefined): [epoch: string, version: string | undefined] {
  const colon = version?.indexOf(":") ?? -1;
  return version === undefined || colon === -1 ? ["", version] : [version.slice(0, colon), version.slice(colon + 1)];
}

/** The release as advisories name it: `debian:12`, `alpine:3.20`, `ubuntu:24.04`. */
export function releaseOf({ id, version }: Distribution): string {
  if (version === undefined) return id;
  const parts = version.split(".");
  if (id === "debian") return `${id}:${parts[0]}`;
  if (id === "alpine") return version.includes("_") ? `${id}:edge` : `${id}:${parts.slice(0, 2).join(".")}`;
  return `${id}:${version}`;
}
