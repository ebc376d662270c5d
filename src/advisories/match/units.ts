import type { Component } from "../../core/component.ts";
import { compareText } from "../../core/order.ts";
import { readPurl, writePurl } from "../../core/purl.ts";

/** What is judged as one: a component, or all packages that a distribution made from one source. */
export interface Unit {
  readonly name: string;
  readonly version: string | undefined;
  /** Of the source where there is one: it stays the same whichever of its packages are installed. */
  readonly purl: string;
  readonly components: readonly [Component, ...Component[]];
}

/**
 * A hole of the kernel is one hole, however many packages were made from the kernel's source. Those without a source come
 * first, one by one, so that not all are held at once.
 */
export function* unitsOf(components: readonly Component[]): Generator<Unit> {
  const bySource = new Map<string, [Component, ...Component[]]>();
  for (const component of components) {
    const { source, name, version, purl, distribution = "", type, ownedBy } = component;
    if (source === undefined) {
      yield { name, version, purl, components: [component] };
      continue;
    }
    const key = `${type} ${distribution} ${source.name} ${source.version} ${ownedBy === undefined}`;
    const known = bySource.get(key);
    if (known === undefined) bySource.set(key, [component]);
    else known.push(component);
  }
  for (const together of bySource.values()) {
    const [first] = together;
    const name = first.source?.name ?? first.name;
    yield { name, version: versionOfSource(first), purl: purlOfSource(first), components: together };
  }
}

/** A name under which advisories may stand, and the version that they then mean. */
export interface Named {
  readonly name: string;
  readonly version: string;
}

/** Debian, Ubuntu and Alpine write advisories about sources; those of Enterprise Linux name single packages, too. */
export function namesOf(unit: Unit, version: string): Named[] {
  const own = { name: unit.name, version };
  if (unit.components[0].type !== "rpm") return [own];
  const packages = unit.components.flatMap((one) =>
    one.name === unit.name || one.version === undefined ? [] : [[one.name, one.version] as const],
  );
  return [own, ...[...new Map(packages)].map(([name, built]) => ({ name, version: built }))];
}

/** The unit under its own name, for whoever asks about one component. */
export function asOne({ name, version, purl, components: [first] }: Unit): Component {
  return { ...first, name, purl, ...(version !== undefined && { version }) };
}

/** A source RPM's file name has no epoch; it has the one of the packages that were made from it. */
export function versionOfSource({ type, version = "", source }: Component): string {
  const named = source?.version ?? version;
  if (type !== "rpm" || named.includes(":")) return named;
  return `${/^\d+:/.exec(version)?.[0] ?? ""}${named}`;
}

/** The names of the packages that are there, where they are not the source's own. */
export function packagesOf({ name, components }: Unit): string[] {
  const names = [...new Set(components.map((component) => component.name))].sort(compareText);
  return names.length === 1 && names[0] === name ? [] : names;
}

/** As the package URL specification writes a source package: `arch=source` for Debian, `arch=src` for RPM. */
function purlOfSource({ purl, type, source }: Component): string {
  const own = readPurl(purl);
  if (own === undefined || source === undefined) return purl;
  const { arch: _arch, epoch: _epoch, upstream: _upstream, ...rest } = own.qualifiers ?? {};
  const arch: Record<string, string> = type === "deb" ? { arch: "source" } : type === "rpm" ? { arch: "src" } : {};
  return writePurl({ ...own, name: source.name, version: source.version, qualifiers: { ...rest, ...arch } });
}
