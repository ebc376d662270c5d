import type { WholeReader } from "../../../core/reader.ts";
import { readDockerfileOf } from "../../../documents/dockerfile/read.ts";
import { type PackageFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { isVendored } from "../vendored.ts";
import { imagePackage } from "./image-package.ts";
import { eachYamlLine } from "./yaml-lines.ts";

type Found = PackageFact | PassedOverFact;

/** The images that Dockerfiles build on. The last stage's base ships; of the others only what is copied from them. */
export const dockerfileBases: WholeReader<Found> = {
  id: "inventory/dockerfile-bases",
  version: 1,
  limit: 1024 * 1024,
  wants: ({ type, path }, { target }) =>
    type === "file" && (target === "git" || target === "directory") && isDockerfile(path) && !isVendored(path),
  *read(file) {
    const { stages } = readDockerfileOf(file);
    let last = stages.at(-1);
    while (last?.parent !== undefined) last = last.parent;
    for (const stage of stages) {
      if (stage.parent !== undefined || stage.resolvedImage === "scratch") continue;
      const at = { ...file.place, line: stage.from.line };
      if (stage.resolvedImage === undefined)
        yield passedOverAt(at, "unresolved", "a base image whose name is computed");
      else yield imagePackage(stage.resolvedImage, at, file.path, stage === last ? "production" : "development");
    }
  },
};

/** The images that compose files and manifests of Kubernetes run. */
export const deployedImages: WholeReader<Found> = {
  id: "inventory/deployed-images",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }, { target }) =>
    type === "file" &&
    (target === "git" || target === "directory") &&
    (path.endsWith(".yaml") || path.endsWith(".yml")) &&
    !isVendored(path),
  read: (file) => {
    const text = file.text();
    if (!isCompose(file.path) && !isManifest(text)) return [];
    const facts: Found[] = [];
    eachYamlLine(text, ({ key, value, number, indent }) => {
      if (key !== "image" || indent === 0 || value === "") return;
      facts.push(imagePackage(value, { ...file.place, line: number }, file.path));
    });
    return facts;
  },
};

function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (/\.(?:md|j2|jinja2?|tmpl|tpl|erb|dockerignore|ts|js|py|go|rs|json|ya?ml|txt)$/.test(name)) return false;
  return /^(?:docker|container)file(?:[.-][\w.-]+)?$|\.(?:docker|container)file$/.test(name);
}

function isCompose(path: string): boolean {
  return /^(?:docker-)?compose(?:[.-][\w.-]*)?\.ya?ml$/.test(path.slice(path.lastIndexOf("/") + 1));
}

function isManifest(text: string): boolean {
  return /^apiVersion:\s/m.test(text) && /^kind:\s/m.test(text);
}
