import { run } from "../have.ts";
import { type Listed, packageKey } from "../subject.ts";

interface NpmNode {
  readonly name?: string;
  readonly version?: string;
  readonly missing?: boolean;
  readonly dependencies?: Readonly<Record<string, NpmNode>>;
}

export function listNpm(npm: string, folder: string, words: readonly string[]): Listed {
  const tree = JSON.parse(
    run(npm, ["ls", "--all", "--json", "--long", ...words], { cwd: folder, exits: [1] }),
  ) as NpmNode;
  const packages = new Set<string>();
  const edges = new Set<string>();
  const visit = (node: NpmNode, from?: string) => {
    for (const [key, child] of Object.entries(node.dependencies ?? {})) {
      if (child.missing === true || child.version === undefined) continue;
      const to = packageKey("npm", child.name ?? key, child.version);
      packages.add(to);
      if (from !== undefined && from !== to) edges.add(`${from} > ${to}`);
      visit(child, to);
    }
  };
  visit(tree);
  return { packages, edges };
}

interface PnpmNode {
  readonly from?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, PnpmNode>>;
  readonly devDependencies?: Readonly<Record<string, PnpmNode>>;
  readonly optionalDependencies?: Readonly<Record<string, PnpmNode>>;
}

export function listPnpm(pnpm: string, folder: string): Listed {
  const [tree] = JSON.parse(run(pnpm, ["list", "--json", "--depth", "Infinity"], { cwd: folder })) as PnpmNode[];
  const packages = new Set<string>();
  const edges = new Set<string>();
  const visit = (node: PnpmNode, from?: string) => {
    for (const group of [node.dependencies, node.devDependencies, node.optionalDependencies]) {
      for (const [key, child] of Object.entries(group ?? {})) {
        const to = packageKey("npm", child.from ?? key, child.version ?? "");
        packages.add(to);
        if (from !== undefined && from !== to) edges.add(`${from} > ${to}`);
        visit(child, to);
      }
    }
  };
  visit(tree ?? {});
  return { packages, edges };
}

interface YarnTree {
  readonly name: string;
  readonly shadow?: boolean;
  readonly children?: readonly YarnTree[];
}

export interface YarnTrees {
  readonly data: { readonly trees: readonly YarnTree[] };
}

/** A shadow stands for a package that is listed elsewhere, under the range that asks for it. */
export function keysInTree({ name, shadow, children = [] }: YarnTree): string[] {
  return [...(shadow === true ? [] : [`npm/${name}`]), ...children.flatMap(keysInTree)];
}

interface BerryPackage {
  readonly value: string;
  readonly children: { readonly Version: string; readonly Dependencies?: readonly { readonly locator: string }[] };
}

/** Locators: `name@npm:1.0.0`, `name@virtual:…#npm:1.0.0`, `name@patch:name@npm%3A1.0.0#…`. */
export function listBerry(lines: readonly string[]): Listed {
  const all = lines.map((line) => JSON.parse(line) as BerryPackage);
  const keys = new Map(all.map(({ value, children }) => [value, packageKey("npm", nameOf(value), children.Version)]));
  const packages = new Set<string>();
  const edges = new Set<string>();
  for (const { value, children } of all) {
    if (value.includes("@workspace:")) continue;
    const from = keys.get(value) ?? "";
    packages.add(from);
    for (const { locator } of children.Dependencies ?? []) {
      const to = keys.get(locator) ?? keys.get(locator.replace(/@virtual:[^#]*#/, "@"));
      if (to !== undefined && to !== from) edges.add(`${from} > ${to}`);
    }
  }
  return { packages, edges };
}

function nameOf(locator: string): string {
  return locator.slice(0, locator.indexOf("@", 1));
}
