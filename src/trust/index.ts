import type { Analyzer, Look } from "../core/analyzer.ts";
import type { DigestMismatchFact, ImageFact, ImageReferenceFact, LineageFact } from "../core/image.ts";
import { judgeFacts } from "../core/judge.ts";
import { describePlace } from "../core/place.ts";
import { subject } from "../core/subject.ts";
import { descentOf } from "./base/descent.ts";
import { originOf, originOfReference } from "./base/origin.ts";
import type { Diversions, FileHash, MiningSign, MiningSigns, PackagedHashes } from "./facts.ts";
import { miningPrograms, miningTexts } from "./mining/readers.ts";
import { startUpSign } from "./mining/signs.ts";
import { comparePackaged } from "./packaged/compare.ts";
import { diversions, packagedHashes, programHashes } from "./packaged/readers.ts";
import { changedPackage } from "./rules/changed-package.ts";
import { digestMismatch } from "./rules/digest-mismatch.ts";
import { foreignRegistry } from "./rules/foreign-registry.ts";
import { miningSigns } from "./rules/mining-signs.ts";
import { movingTag } from "./rules/moving-tag.ts";
import { unknownBase } from "./rules/unknown-base.ts";

/** Is an image what it should be, and does anything in it look as if somebody else had been there? */
export const trust: readonly Analyzer[] = [
  {
    id: "trust/image",
    room: "trust",
    readers: [],
    rules: [digestMismatch, foreignRegistry, movingTag, unknownBase],
    needs: ["inventory/lineage"],
    applies: ({ kind }) => kind === "image",
    analyze: ({ facts, configuration: { standard } }) => {
      const images = facts.of<ImageFact>("image");
      const lineage = facts.of<LineageFact>("lineage");
      const mismatches = facts.of<DigestMismatchFact>("digest-mismatch");
      const judged = judgeFacts(
        "trust",
        [digestMismatch, foreignRegistry, movingTag, unknownBase],
        [...mismatches, ...images.flatMap((image) => [originOf(image, standard), descentOf(image, lineage, standard)])],
      );
      const layers = images.reduce((sum, image) => sum + image.layers.length, 0);
      return { findings: judged.findings, gaps: judged.gaps, examined: { layers } };
    },
  },
  {
    id: "trust/references",
    room: "trust",
    readers: [],
    rules: [foreignRegistry],
    needs: ["config/dockerfile", "config/kubernetes", "workflows/pipelines"],
    applies: ({ kind }) => kind === "directory" || kind === "git",
    analyze: ({ facts, configuration: { standard } }) => {
      if (standard.registries.length === 0) return { findings: [], status: "notApplicable" };
      const references = facts.of<ImageReferenceFact>("image-reference");
      const origins = references.map((reference) => originOfReference(reference, standard));
      return {
        findings: judgeFacts("trust", [foreignRegistry], origins).findings,
        examined: { images: origins.length },
      };
    },
  },
  {
    id: "trust/compromise",
    room: "trust",
    readers: [miningTexts, miningPrograms, packagedHashes, programHashes, diversions],
    rules: [miningSigns, changedPackage],
    applies: ({ kind }) => kind === "image" || kind === "rootfs",
    analyze: (look) => {
      const packaged = comparePackaged(
        look.facts.of<PackagedHashes>("packaged-hashes"),
        look.facts.of<FileHash>("file-hash"),
        look.facts.of<Diversions>("diversions"),
      );
      const { findings } = judgeFacts("trust", [miningSigns, changedPackage], [signsOf(look), ...packaged.facts]);
      return { findings, examined: { hashesCompared: packaged.compared } };
    },
  },
];

/** Signs count in every layer: what a later one deletes was still there, and says who had been there. */
function signsOf({ facts, opened }: Look): MiningSigns {
  const inFiles = facts
    .of<MiningSign>("mining-sign")
    .map(({ sign, shown, at }) => ({ sign, shown, where: describePlace(at), at }));
  const inStart = facts.of<ImageFact>("image").flatMap(({ configuration, at }) => {
    const sign = startUpSign([...configuration.entrypoint, ...configuration.command].join(" "));
    return sign === undefined ? [] : [{ ...sign, where: "the image's entry point", at }];
  });
  const signs = [...inFiles, ...inStart];
  return {
    kind: "mining-signs",
    at: signs[0]?.at ?? {},
    subject: subject("image", opened.target.ref),
    signs: signs.map(({ sign, shown, where }) => ({ sign, shown, where })),
  };
}
