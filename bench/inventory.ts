import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Case, type Command, type Goal, present, type Workbench } from "./bench.ts";
import { baseAlone, dockerArchive, rootFileSystem, tallImage } from "./corpora/image-forms.ts";
import { imageCorpus, treeCorpus } from "./corpora/index.ts";
import { sameFromEveryForm } from "./inventory-forms.ts";
import { run } from "./measure.ts";
import { purlsIn } from "./results.ts";

/** Bills of materials: an image in its forms, warm and cold, and trees with lock files. All write CycloneDX. */
export const inventory: Bench = {
  title: "Bills of materials",
  cases: async (bench) => {
    const image = await imageCorpus(bench);
    const forms = bench.smoke ? bench.scratch : join(bench.cache, "corpora");
    const archive = await dockerArchive(image, join(forms, "debian-image.docker.tar"));
    const tree = treeCorpus(bench);
    return [
      {
        ...bill("a Debian image, OCI layout", `oci:${image}`, `oci-dir:${image}`, bench, {
          peakMib: 240,
          ofPeer: { wall: 0.3, cpu: 0.25, memory: 0.3 },
        }),
        check: async () => [
          await sameFromEveryForm(image, archive, forms, bench),
          await sameWithAnyThreads(image, bench),
        ],
      },
      bill("the same, docker archive", `docker-archive:${archive}`, `docker-archive:${archive}`, bench, {
        ofPeer: { cpu: 0.12 },
      }),
      tall(
        await tallImage(image, rootFileSystem(image, join(forms, "debian-image.root")), join(forms, "tall-image")),
        bench,
      ),
      await onKnownBase(image, bench),
      allKnown(image, bench),
      bill("a repository with its lock files", tree, `dir:${tree}`, bench),
      lockAlone(tree, bench),
    ];
  },
};

function bill(title: string, ours: string, theirs: string, bench: Workbench, goal?: Goal): Case {
  const syft = join(bench.scratch, "syft.cdx.json");
  const peer = { output: syft, found: () => packagesIn(syft) };
  const scan = ["scan", theirs, "--quiet", "--output", `cyclonedx-json=${syft}`];
  return {
    title,
    ours: sbom([ours], bench),
    peers: present(
      bench.peer("syft", scan, { ...peer, environment: { SYFT_CHECK_FOR_APP_UPDATE: "false" } }),
      bench.peer("syft", scan, {
        ...peer,
        name: "syft without file components",
        environment: { SYFT_CHECK_FOR_APP_UPDATE: "false", SYFT_FILE_METADATA_SELECTION: "none" },
      }),
    ),
    ...(goal !== undefined && { goal }),
    notes: ["Packages are counted by distinct package URL without qualifiers."],
  };
}

function sbom(words: readonly string[], bench: Workbench, more: Partial<Command> = {}): Command {
  const output = join(bench.scratch, "waybill.cdx.json");
  return bench.ours(["sbom", ...words, "--output", output], { output, found: () => packagesIn(output), ...more });
}

/** Whether memory grows with the image: five gigabytes beside the 0.8 of the image above. */
function tall(image: string, bench: Workbench): Case {
  return {
    title: "the same with 4.4 GB of other content above",
    ours: sbom([`oci:${image}`], bench),
    peers: [],
    check: async () => {
      const [large, small] = [sbom([`oci:${image}`], bench), sbom([`oci:${await imageCorpus(bench)}`], bench)];
      const grown = (await run(large)).mib / (await run(small)).mib;
      return [`Goal: at most 20 % more memory than 0.8 GB takes; ${(100 * grown - 100).toFixed(0)} % more.`];
    },
  };
}

/** A new application on a base whose layer was seen in another image. */
async function onKnownBase(image: string, bench: Workbench): Promise<Case> {
  const base = baseAlone(image, join(bench.scratch, "base-image"));
  const [seed, cache] = [join(bench.scratch, "base-known"), join(bench.scratch, "base-known-copy")];
  await run(bench.ours(["sbom", `oci:${base}`, "--cache", seed]));
  return {
    title: "an image on a base that is known",
    ours: sbom([`oci:${image}`, "--cache", cache], bench, { seed, fresh: cache }),
    peers: [],
    goal: { cpuSeconds: 0.8 },
    notes: ["The base's bytes are hashed again: it lies in a file that was not seen before."],
  };
}

function allKnown(image: string, bench: Workbench): Case {
  return {
    title: "the same image again, all layers known",
    ours: sbom([`oci:${image}`, "--cache", join(bench.scratch, "all-known")], bench),
    peers: [],
    goal: { wallSeconds: 0.3 },
  };
}

/** One lock of npm: the tree's own, alone in a folder. */
function lockAlone(tree: string, bench: Workbench): Case {
  const folder = join(bench.scratch, "lock-alone");
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(tree, "package-lock.json"), join(folder, "package-lock.json"));
  return bill("one lock file", folder, `dir:${folder}`, bench, { wallSeconds: 0.3, peakMib: 70 });
}

/** @throws when the number of threads changes a byte */
async function sameWithAnyThreads(image: string, bench: Workbench): Promise<string> {
  const bills: string[] = [];
  for (const jobs of ["1", "2", "4"]) {
    const output = join(bench.scratch, `jobs-${jobs}.json`);
    await run(bench.ours(["sbom", `oci:${image}`, "--jobs", jobs, "--output", output], { output }));
    bills.push(readFileSync(output, "utf8"));
  }
  if (new Set(bills).size !== 1) throw new Error("the number of threads changes the bill");
  return "With 1, 2 and 4 threads: the same bill, byte for byte.";
}

function packagesIn(file: string): string {
  return `${purlsIn(file).size} packages`;
}
