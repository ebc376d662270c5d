import { posix } from "node:path";
import type { Component } from "../../core/component.ts";
import type { ImageConfiguration } from "../../core/image.ts";
import { isShell, readShell } from "../../documents/shell/read.ts";

/** What an image starts, as far as its configuration tells. Paths are those of places: without a `/` in front. */
export interface StartedProgram {
  /** As the configuration writes it. */
  readonly command: string;
  /** Files that it may be: the program, and the script or archive that an interpreter is given. */
  readonly files: ReadonlySet<string>;
  /** Folders out of which it loads libraries, with the type of package that lies there; each ends in `/`. */
  readonly homes: readonly { readonly type: string; readonly folder: string }[];
}

/** What the kernel and most images take where none is set. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Programs that start what follows in their arguments, with the options of theirs that take a value. */
const STARTERS: ReadonlyMap<string, RegExp> = new Map([
  ["tini", /^-[pe]$/],
  ["dumb-init", /^-r$/],
  ["catatonit", /^$/],
  ["env", /^-[uCS]$/],
  ["exec", /^$/],
  ["nice", /^-n$/],
]);

/** Of these, the first word names a user. */
const AS_USER: ReadonlySet<string> = new Set(["gosu", "su-exec", "setpriv"]);

/** More indirections than these are none that a person wrote. */
const DEEPEST = 6;

/**
 * The program that a container of the image begins with; undefined when there is none. An entry point that is a script
 * is taken to end with `exec "$@"`, as those of the official images do: then the command is what is started.
 */
export function startedProgram(configuration: ImageConfiguration): StartedProgram | undefined {
  const { entrypoint, command, environment, workingDirectory } = configuration;
  const path = environment.find((one) => one.startsWith("PATH="))?.slice("PATH=".length) ?? DEFAULT_PATH;
  const setting: Setting = {
    folders: path.split(":").filter((folder) => folder.startsWith("/")),
    home: workingDirectory === "" ? "/" : workingDirectory,
  };
  const words = [...entrypoint, ...command];
  if (words.length === 0) return undefined;
  const started = new Started();
  started.take(words, setting, 0);
  if (entrypoint.length > 0 && isScript(entrypoint.at(-1) ?? "")) started.take(command, setting, 0);
  return { command: words.join(" "), files: started.files, homes: started.homes };
}

/** Why a component counts as part of what is started; undefined when nothing says so, which proves nothing. */
export function isStarted({ type, occurrences }: Component, { files, homes, command }: StartedProgram) {
  const shown = command.length > 60 ? `${command.slice(0, 59)}…` : command;
  for (const { path } of occurrences) {
    if (path === undefined) continue;
    const file = path.split("!")[0] ?? path;
    if (files.has(file)) return `it is part of ${file}, which the image starts`;
    const home = homes.find(({ type: kind, folder }) => kind === type && file.startsWith(folder));
    if (home !== undefined) return `it lies in ${home.folder}, from which \`${shown}\` loads, which the image starts`;
  }
  return undefined;
}

interface Setting {
  /** Where programs are looked for. */
  readonly folders: readonly string[];
  readonly home: string;
}

class Started {
  readonly files = new Set<string>();
  readonly homes: { type: string; folder: string }[] = [];

  /** Follows a command to the program that does the work. */
  take(words: readonly string[], setting: Setting, depth: number): void {
    const [first, ...rest] = words;
    if (first === undefined || first === "" || depth > DEEPEST) return;
    const name = posix.basename(first);
    const valued = STARTERS.get(name);
    if (valued !== undefined) return this.take(withoutOptions(rest, valued), setting, depth + 1);
    if (AS_USER.has(name)) return this.take(withoutOptions(rest, /^$/).slice(1), setting, depth + 1);
    if (isShell(name)) {
      const script = rest[rest.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word)) + 1];
      if (script !== undefined && rest[0] !== script)
        for (const command of readShell(script)) this.take(command.words, setting, depth + 1);
      else
        this.#add(
          rest.find((word) => !word.startsWith("-")),
          setting,
        );
      return;
    }
    const places = first.includes("/") ? [resolved(first, setting)] : setting.folders.map((one) => `${one}/${first}`);
    for (const place of places) this.files.add(asPlace(place));
    this.#interpret(name, rest, places, setting);
  }

  /** What an interpreter is given is part of the program, and so are the libraries that it finds by itself. */
  #interpret(name: string, rest: readonly string[], places: readonly string[], setting: Setting): void {
    const language = LANGUAGES.find(({ programs }) => programs.test(name));
    if (language === undefined) return;
    const { type, valued, flagOf, beside } = language;
    const at = rest.findIndex((word) => word === flagOf);
    const script = at >= 0 ? rest[at + 1] : withoutOptions(rest, valued)[0];
    this.#add(script, setting);
    for (const folder of beside) {
      for (const place of places) this.#home(type, posix.join(posix.dirname(place), "..", folder));
      const from = script === undefined ? setting.home : posix.dirname(resolved(script, setting));
      for (const above of ancestors(from)) this.#home(type, posix.join(above, folder));
    }
  }

  #add(word: string | undefined, setting: Setting): void {
    if (word !== undefined) this.files.add(asPlace(resolved(word, setting)));
  }

  #home(type: string, folder: string): void {
    this.homes.push({ type, folder: `${asPlace(folder)}/` });
  }
}

interface Language {
  readonly programs: RegExp;
  /** Of the packages that it loads. */
  readonly type: string;
  /** Its options that take a value. */
  readonly valued: RegExp;
  /** The option that names the program, where it is no plain argument. */
  readonly flagOf?: string;
  /** Folders of libraries, beside the script, above it, or beside the interpreter's own folder. */
  readonly beside: readonly string[];
}

const LANGUAGES: readonly Language[] = [
  {
    programs: /^node(?:js)?$/,
    type: "npm",
    valued: /^(?:-r|-C|--require|--import|--loader)$/,
    beside: ["node_modules"],
  },
  { programs: /^(?:npm|npx|yarn|pnpm)$/, type: "npm", valued: /^$/, beside: ["node_modules"] },
  {
    programs: /^(?:python[\d.]*|gunicorn|uvicorn|uwsgi|celery|flask|hypercorn|daphne)$/,
    type: "pypi",
    valued: /^-[mWX]$/,
    beside: ["lib", "lib64"],
  },
  {
    programs: /^(?:ruby|bundle|rails|puma|unicorn|sidekiq|rackup)$/,
    type: "gem",
    valued: /^-[rIC]$/,
    beside: ["lib/ruby", "bundle", "vendor/bundle"],
  },
  { programs: /^java$/, type: "maven", valued: /^(?:-cp|-classpath|--class-path|-p)$/, flagOf: "-jar", beside: [] },
  { programs: /^dotnet$/, type: "nuget", valued: /^--(?:depsfile|runtimeconfig)$/, beside: ["."] },
  { programs: /^(?:php|php-fpm|apache2-foreground)[\d.]*$/, type: "composer", valued: /^-[cd]$/, beside: ["vendor"] },
];

function withoutOptions(words: readonly string[], valued: RegExp): readonly string[] {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? "";
    if (word === "--") return words.slice(at + 1);
    if (valued.test(word)) at += 2;
    else if (word.startsWith("-") || /^[A-Za-z_]\w*=/.test(word)) at++;
    else break;
  }
  return words.slice(at);
}

function isScript(word: string): boolean {
  return /(?:\.sh|(?:^|\/)(?:docker-)?entrypoint)$/.test(word);
}

function resolved(path: string, { home }: Setting): string {
  return posix.resolve("/", home, path);
}

function asPlace(path: string): string {
  return posix.normalize(path).replace(/^\/+|\/+$/g, "");
}

/** A folder and those above it, nearest first. */
function ancestors(folder: string): string[] {
  const all = [folder];
  for (let above = folder; above !== "/" && all.length < 64; ) {
    above = posix.dirname(above);
    all.push(above);
  }
  return all;
}
