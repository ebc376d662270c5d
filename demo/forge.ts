import { join } from "node:path";
import { git, makeRepository } from "./git.ts";

const AUTHOR = "Actions <actions@example.com>";

/** The actions that the shop's workflow uses, with the tags that stand on their one commit. */
const ACTIONS = {
  "actions/checkout": { text: "name: checkout\nruns: { using: node24, main: index.js }\n", tags: ["v4", "v4.3.0"] },
  "acme/setup-shop": { text: "name: setup shop\nruns: { using: node24, main: index.js }\n", tags: ["v2", "v2.1.4"] },
} as const;

/** A folder of bare repositories in the place of github.com, so that a tag can be asked for its commit offline. */
export function makeForge(folder: string): void {
  for (const [name, { text, tags }] of Object.entries(ACTIONS)) {
    const source = join(folder, ".source", name);
    makeRepository(source, [{ author: AUTHOR, day: "2025-10-01", message: name, files: { "action.yml": text } }]);
    for (const tag of tags) git(source, ["tag", tag]);
    git(folder, ["clone", "--quiet", "--bare", source, join(folder, name)]);
  }
}
