import type { PackageFact } from "../facts.ts";

/**
 * The folder whose content a package brought, by the way its manager lays packages out: what lies in it is no stranger.
 * Of a distribution's package the database names each file; of a Python project its `RECORD` does.
 */
export function homeOf({ at: { path = "" }, identity: { type }, name, version = "" }: PackageFact): string | undefined {
  const folder = parentOf(path);
  switch (type) {
    case "npm": // …/node_modules/NAME/package.json
    case "nuget": // APPLICATION/APPLICATION.deps.json
      return folder;
    case "gem": // …/specifications/NAME-VERSION.gemspec beside …/gems/NAME-VERSION
      return `${parentOf(folder)}/gems/${name}-${version}`;
    case "composer": // vendor/composer/installed.json beside vendor/OWNER/NAME
      return `${parentOf(folder)}/${name}`;
    case "conda": // ENVIRONMENT/conda-meta/NAME.json
      return parentOf(folder);
    default:
      return undefined;
  }
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
