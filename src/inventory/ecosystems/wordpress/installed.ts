import type { StreamReader } from "../../../core/reader.ts";
import { type PackageFact, type PassedOverFact, passedOverAt } from "../../facts.ts";
import { asPackage } from "../as-package.ts";

/** WordPress itself looks for a header in no more than this. */
const HEAD = 8 * 1024;

interface Kind {
  readonly type: "plugin" | "theme" | "core";
  /** The folder's or the file's own name. */
  readonly name: string;
}

/** WordPress, its plugins and its themes, by the header comments that WordPress itself goes by. */
export const wordpressInstalled: StreamReader<PackageFact | PassedOverFact> = {
  id: "inventory/wordpress-installed",
  version: 1,
  wants: ({ type, path, size }) => type === "file" && size > 0 && kindOf(path) !== undefined,
  open: ({ path }, at) => {
    let head = Buffer.alloc(0);
    return {
      push: (chunk) => {
        head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
        return head.length < HEAD;
      },
      end: () => {
        const kind = kindOf(path);
        const found = kind && read(kind, head.toString("utf8"));
        if (kind === undefined || found === undefined) return []; // any other file of a plugin
        if (found.version === undefined) {
          return [passedOverAt(at, "withoutVersion", `a ${kind.type} of WordPress without a version`)];
        }
        const isCore = kind.type === "core";
        return [
          asPackage({
            at,
            purl: isCore ? { type: "generic", name: "wordpress" } : { type: `wordpress-${kind.type}`, name: kind.name },
            name: isCore ? "wordpress" : kind.name,
            version: found.version,
            relation: "installed",
            within: `wordpress ${path}`,
            licenses: found.license === undefined ? [] : [found.license],
          }),
        ];
      },
    };
  },
};

const CORE = "wp-includes/version.php";
const PLUGINS = "wp-content/plugins/";
const THEMES = "wp-content/themes/";

/** A plugin's header may stand in any PHP file directly in its folder, or it is but one file. */
function kindOf(path: string): Kind | undefined {
  if (path === CORE || path.endsWith(`/${CORE}`)) return { type: "core", name: "wordpress" };
  const plugin = behind(path, PLUGINS);
  if (plugin !== undefined && plugin.length <= 2 && path.endsWith(".php")) {
    return { type: "plugin", name: (plugin[0] ?? "").replace(/\.php$/, "") };
  }
  const theme = behind(path, THEMES);
  return theme?.length === 2 && theme[1] === "style.css" ? { type: "theme", name: theme[0] ?? "" } : undefined;
}

function behind(path: string, folder: string): string[] | undefined {
  const at = path.indexOf(folder);
  return at === -1 || (at > 0 && path[at - 1] !== "/") ? undefined : path.slice(at + folder.length).split("/");
}

function read(
  { type }: Kind,
  head: string,
): { version?: string | undefined; license?: string | undefined } | undefined {
  if (type === "core") return { version: /\$wp_version\s{0,9}=\s{0,9}'([^'\s]{1,60})'/.exec(head)?.[1] };
  if (field(head, type === "plugin" ? "Plugin Name" : "Theme Name") === undefined) return undefined;
  return { version: field(head, "Version"), license: field(head, "License") };
}

/** ` * Version: 1.2`: at the start of a line, behind what comments are drawn with. */
function field(head: string, name: string): string | undefined {
  const value = new RegExp(`^[ \\t/*#@]{0,20}${name}:[ \\t]{0,20}([^\\r\\n]{1,100})`, "im").exec(head)?.[1];
  return value?.replace(/\s*(?:\*\/|\?>).*$/, "").trim() || undefined;
}
