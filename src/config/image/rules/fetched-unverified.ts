import type { Rule } from "../../../core/rule.ts";
import { unverifiedDownload } from "../../dockerfile/rules/unverified-download.ts";
import type { ImageAddition } from "../facts.ts";

const example = { by: "ADD", sources: ["https://x.example/a.tgz"], mode: "", checksum: false } as const;

export const fetchedUnverified: Rule<ImageAddition> = {
  id: "config/image/fetched-unverified",
  on: "image-addition",
  title: "Layer made by a download without a checksum",
  severity: "low",
  why: "Nobody can say whether the file in the layer is the one that its makers meant; the next build may bring another.",
  fix: "Build on an image whose `ADD` has a `--checksum`, or ask its makers to add one.",
  standards: ["CIS Docker 4.9", "SLSA build"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, checksum: true }, verdict: "pass" },
    { given: { ...example, sources: ["file:3f2a91"] }, verdict: "pass" },
  ],
  judge: (addition) => {
    const verdict = unverifiedDownload.judge(addition);
    return verdict.kind === "fail"
      ? { kind: "fail", message: `${verdict.message}, as the image's history tells`, cause: verdict.cause ?? "" }
      : verdict;
  },
};
