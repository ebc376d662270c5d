import { join } from "node:path";
import { type Bench, type Case, present, type Workbench } from "./bench.ts";
import { imageCorpus, treeCorpus } from "./corpora/index.ts";
import { readJson } from "./results.ts";

/** Bills of materials: an image, and a tree with its lock files. Both write CycloneDX. */
export const inventory: Bench = {
  title: "Bills of materials",
  cases: async (bench) => {
    const image = await imageCorpus(bench);
    const tree = treeCorpus(bench);
    return [
      bill("a Debian image, OCI layout", `oci:${image}`, `oci-dir:${image}`, bench),
      bill("a repository with its lock files", tree, `dir:${tree}`, bench),
    ];
  },
};

function bill(title: string, ours: string, theirs: string, bench: Workbench): Case {
  const [own, syft] = [join(bench.scratch, "waybill.cdx.json"), join(bench.scratch, "syft.cdx.json")];
  return {
    title,
    ours: bench.ours(["sbom", ours, "--output", own], { output: own, found: () => packagesIn(own) }),
    peers: present(
      bench.peer("syft", ["scan", theirs, "--quiet", "--output", `cyclonedx-json=${syft}`], {
        output: syft,
        environment: { SYFT_CHECK_FOR_APP_UPDATE: "false" },
        found: () => packagesIn(syft),
      }),
      bench.peer("syft", ["scan", theirs, "--quiet", "--output", `cyclonedx-json=${syft}`], {
        name: "syft without file components",
        output: syft,
        environment: { SYFT_CHECK_FOR_APP_UPDATE: "false", SYFT_FILE_METADATA_SELECTION: "none" },
        found: () => packagesIn(syft),
      }),
    ),
    notes: ["Packages are counted by distinct package URL without qualifiers."],
  };
}

interface Bill {
  readonly components?: readonly { readonly purl?: string }[];
}

function packagesIn(file: string): string {
  const purls = ((readJson(file) as Bill).components ?? []).flatMap(({ purl }) => purl?.split("?")[0] ?? []);
  return `${new Set(purls).size} packages`;
}
