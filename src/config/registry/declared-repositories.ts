import type { WholeReader } from "../../core/reader.ts";
import { subject } from "../../core/subject.ts";
import { type HclBlock, type HclValue, readHcl } from "../../documents/hcl/read.ts";
import { asMap, asScalar, asText, type Mapping, mapAt } from "../../documents/shape.ts";
import { readYamlFile } from "../../documents/yaml/read.ts";
import type { DeclaredRepository } from "./facts.ts";

const LIMIT = 1024 * 1024;
const OTHERS = /(?:^|\/)(?:node_modules|vendor|\.terraform)\//;

type Declared = Pick<DeclaredRepository, "name" | "tags" | "isCleaned">;

/** Repositories of a cloud's registry that Terraform makes: Amazon's and Google's. */
export const terraformRepositories: WholeReader<DeclaredRepository> = {
  id: "config/registry-terraform",
  version: 1,
  limit: LIMIT,
  wants: ({ path, type }) => type === "file" && path.endsWith(".tf") && !OTHERS.test(path),
  *read(file) {
    const text = file.text();
    if (!/aws_ecr_repository|google_artifact_registry_repository/.test(text)) return;
    const blocks = readHcl(text).filter(({ type }) => type === "resource");
    for (const block of blocks) {
      const declared = declaredBy(block, text);
      const about = subject("file", file.path);
      if (declared !== undefined)
        yield { kind: "declared-repository", at: { ...file.place, line: block.line }, subject: about, ...declared };
    }
  },
};

function declaredBy(
  { labels: [kind = "", label = ""], attributes, blocks }: HclBlock,
  text: string,
): Declared | undefined {
  if (kind === "aws_ecr_repository") {
    // What cleans it is a resource of its own, which a folder most often holds in the same file.
    const isCleaned = text.includes("aws_ecr_lifecycle_policy") || undefined;
    return { name: label, tags: tagsBy(attributes.get("image_tag_mutability")), isCleaned };
  }
  if (kind !== "google_artifact_registry_repository" || textOf(attributes.get("format"))?.toUpperCase() !== "DOCKER")
    return undefined;
  const docker = blocks.find(({ type }) => type === "docker_config");
  const immutable = docker?.attributes.get("immutable_tags");
  const tags = immutable === undefined ? "moving" : (FLAGS[textOf(immutable) ?? ""] ?? "computed");
  return { name: label, tags, isCleaned: blocks.some(({ type }) => type === "cleanup_policies") };
}

const FLAGS: Readonly<Record<string, Declared["tags"]>> = { true: "fixed", false: "moving" };

/** Amazon's words; what is not written is `MUTABLE`. */
function tagsBy(written: HclValue | undefined): Declared["tags"] {
  return written === undefined ? "moving" : tagsIn(textOf(written) ?? "");
}

function tagsIn(text: string): Declared["tags"] {
  if (text.startsWith("IMMUTABLE")) return "fixed";
  return text.startsWith("MUTABLE") ? "moving" : "computed";
}

function textOf(value: HclValue | undefined): string | undefined {
  return value?.kind === "text" ? value.text : undefined;
}

const ECR = "AWS::ECR::Repository";

/** Repositories of Amazon's registry that a template of CloudFormation makes. */
export const cloudFormationRepositories: WholeReader<DeclaredRepository> = {
  id: "config/registry-cloudformation",
  version: 1,
  limit: LIMIT,
  wants: ({ path, type }) => type === "file" && /\.(?:ya?ml|json|template)$/.test(path) && !OTHERS.test(path),
  // One that is so large and does not begin as a template is another program's.
  declines: (head) => (/AWSTemplateFormatVersion|["']?Resources["']?\s*:/.test(head.toString("utf8")) ? undefined : []),
  *read(file) {
    if (!file.bytes.includes(ECR)) return;
    const { documents } = readYamlFile(file); // JSON is YAML, and here with its lines
    for (const document of documents) {
      for (const [name, value] of Object.entries(mapAt(document.value, "Resources"))) {
        const resource: Mapping = asMap(value) ?? {};
        if (asText(resource.Type) !== ECR) continue;
        const { line, column } = document.keyRangeOf(["Resources", name]);
        yield {
          kind: "declared-repository",
          at: { ...file.place, line, column },
          subject: subject("file", file.path),
          ...inTemplate(name, mapAt(resource, "Properties")),
        };
      }
    }
  },
};

function inTemplate(name: string, { ImageTagMutability: written, LifecyclePolicy: policy }: Mapping): Declared {
  return {
    name,
    tags: written === undefined ? "moving" : tagsIn(asScalar(written) ?? ""),
    isCleaned: policy !== undefined,
  };
}
