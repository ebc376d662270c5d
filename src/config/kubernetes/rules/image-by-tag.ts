import type { Rule } from "../../../core/rule.ts";
import { subject } from "../../../core/subject.ts";
import type { ContainerImage } from "../facts.ts";

const example = { workload: "Deployment/web", container: "web" } as const;

export const imageByTag: Rule<ContainerImage> = {
  id: "config/kubernetes/image-by-tag",
  on: "container-image",
  title: "Image named by a tag",
  severity: "low",
  confidence: "proven",
  why: "A tag can be moved to other content after you reviewed it; a digest cannot. Two nodes may run two different programs under one name.",
  fix: "Name the image by digest, `name:tag@sha256:…`, and let an updater move it.",
  standards: ["SLSA build", "NSA supply chain", "MITRE ATT&CK T1195.002"],
  aliases: ["CKV_K8S_14", "CKV_K8S_43", "KSV-0013", "C-0075"],
  examples: [
    { given: { ...example, image: "nginx" }, verdict: "fail" },
    { given: { ...example, image: "nginx:1.29" }, verdict: "fail" },
    { given: { ...example, image: "registry.example:5000/web:latest" }, verdict: "fail" },
    {
      given: {
        ...example,
        image: "nginx:1.29@sha256:5f3c0f5b8e0f2a4d9f2d7f6f0a7d1c3b5e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b",
      },
      verdict: "pass",
    },
    { given: { ...example, image: "registry.example/web:$(TAG)" }, verdict: "unobservable" },
    { given: { ...example, image: "" }, verdict: "not-applicable" },
  ],
  judge: ({ workload, image }) => {
    if (image === "") return { kind: "not-applicable" };
    if (/\$[({A-Z_]|<[\w -]+>/.test(image))
      return { kind: "unobservable", reason: `the image ${image} is filled in later` };
    if (image.includes("@sha256:")) return { kind: "pass" };
    const tag = /:([^:/]+)$/.exec(image)?.[1];
    const moves = tag === undefined || tag === "latest";
    const deed = {
      key: `pin docker://${image}`,
      action: `Pin the image ${image} to its digest`,
      subject: subject("image", image),
    };
    return {
      kind: "fail",
      severity: moves ? "medium" : "low",
      message: moves ? `${workload} runs whatever ${image} is newest` : `${workload} names ${image} by tag`,
      cause: image,
      deed,
    };
  },
};
