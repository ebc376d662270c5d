import type { WholeReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";
import { isVendored } from "../vendored.ts";
import { imagePackage } from "./image-package.ts";
import { eachYamlLine } from "./yaml-lines.ts";

/** `owner/repository/path@ref` */
const REFERENCE = /^([\w.-]{1,100})\/([\w.-]{1,100})((?:\/[\w.-]{1,200}){0,20})@([\w./-]{1,250})$/;

/** The actions and reusable workflows that workflows and actions of GitHub use: code of others that runs in the build. */
export const actionUses: WholeReader<PackageFact | PassedOverFact> = {
  id: "inventory/action-uses",
  version: 1,
  limit: 4 * 1024 * 1024,
  wants: ({ type, path }, { target }) =>
    type === "file" && (target === "git" || target === "directory") && mayUse(path) && !isVendored(path),
  read: (file) => {
    const facts: (PackageFact | PassedOverFact)[] = [];
    eachYamlLine(file.text(), ({ key, value, number }) => {
      if (key !== "uses" || value === "" || value.startsWith("./")) return;
      const at = { ...file.place, line: number };
      const match = REFERENCE.exec(value);
      if (match !== null) {
        const [, owner = "", repository = "", , version = ""] = match;
        facts.push(
          asPackage({
            at,
            purl: { type: "githubactions", namespace: owner, name: repository },
            name: `${owner}/${repository}`,
            version,
            relation: "declared",
            within: file.path,
            key: value,
            scope: "development",
            direct: true,
          }),
        );
      } else if (value.startsWith("docker://")) {
        facts.push(imagePackage(value.slice("docker://".length), at, file.path, "development"));
      } else facts.push(passedOverAt(at, "unresolved", "an action whose name is computed, or that names no version"));
    });
    return facts;
  },
};

function mayUse(path: string): boolean {
  if (!path.endsWith(".yml") && !path.endsWith(".yaml")) return false;
  return /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+$/.test(path) || /(?:^|\/)action\.ya?ml$/.test(path);
}
