import { gapAt, type WholeReader } from "../core/reader.ts";
import { isForeign } from "./pipeline-reader.ts";

/** Definitions of CI systems that are recognised and not yet read: said, never passed over. */
const SYSTEMS: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "Travis CI", pattern: /(?:^|\/)\.travis\.ya?ml$/ },
  { name: "AppVeyor", pattern: /(?:^|\/)\.?appveyor\.ya?ml$/ },
  { name: "Google Cloud Build", pattern: /(?:^|\/)cloudbuild(?:[\w.-]*)\.(?:ya?ml|json)$/ },
  { name: "AWS CodeBuild", pattern: /(?:^|\/)buildspec(?:[\w.-]*)\.ya?ml$/ },
  { name: "Semaphore", pattern: /(?:^|\/)\.semaphore\/[^/]+\.ya?ml$/ },
  { name: "Cirrus CI", pattern: /(?:^|\/)\.cirrus\.ya?ml$/ },
  { name: "TeamCity", pattern: /(?:^|\/)\.teamcity\/[^/]+\.kts$/ },
];

function systemOf(path: string): string | undefined {
  return isForeign(path) ? undefined : SYSTEMS.find(({ pattern }) => pattern.test(path))?.name;
}

export const unreadSystems: WholeReader = {
  id: "workflows/unread-systems",
  version: 2,
  wants: ({ path, type }) => type === "file" && systemOf(path) !== undefined,
  read: function* ({ path, place }) {
    yield gapAt(place, `${systemOf(path)} definitions are recognised, but this version does not read them`);
  },
};
