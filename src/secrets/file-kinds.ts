import { posix } from "node:path";

/** What a file's name says of how values are written in it. */
export type Format =
  | "code"
  | "shell"
  | "env"
  | "properties"
  | "yaml"
  | "json"
  | "toml"
  | "xml"
  | "dockerfile"
  | "terraform"
  | "prose"
  | "lock"
  | "data"
  | "plain";

/** Formats in which a bare word after a name is a value, and not the name of something else. */
const BARE_VALUES: ReadonlySet<Format> = new Set<Format>([
  "shell",
  "env",
  "properties",
  "yaml",
  "dockerfile",
  "plain",
  "xml",
]);

export function hasBareValues(format: Format): boolean {
  return BARE_VALUES.has(format);
}

export function formatOf(path: string): Format {
  const name = posix.basename(path).toLowerCase();
  if (LOCK_FILES.has(name) || name.endsWith(".lock") || name.endsWith(".sum")) return "lock";
  if (/^(?:dockerfile|containerfile)(?:\.|$)/.test(name) || name.endsWith(".dockerfile")) return "dockerfile";
  if (/^\.env(?:\.|$)/.test(name) || name.endsWith(".env") || name === ".envrc") return "env";
  const extension = extensionOf(name);
  return FORMATS.get(extension) ?? FORMATS_BY_NAME.get(name) ?? "plain";
}

/**
 * Kinds whose bytes are compressed, drawn or compiled, so that a search for text in them finds noise. A file of another
 * name with a NUL byte near its start is left out too, when it is opened.
 */
export function isPlainlyBinary(path: string): boolean {
  return BINARY_EXTENSIONS.has(extensionOf(posix.basename(path).toLowerCase()));
}

/**
 * Changelogs and manuals that distributions pack one by one: thousands in an image, all of them published. What lies
 * unpacked beside them is read.
 */
export function isPackedManual(path: string): boolean {
  return /^usr\/share\/(?:doc|man|info)\/.*\.gz$/.test(path);
}

/** Archives that are opened; of what is packed otherwise, such as `.xz`, `isPlainlyBinary` is true. */
export function isArchiveName(path: string): boolean {
  return ARCHIVE_EXTENSIONS.has(extensionOf(posix.basename(path).toLowerCase()));
}

const LOOKED_AT = 8 * 1024;

/** A NUL byte near the start: what git, too, takes for the mark of a binary file. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, LOOKED_AT).includes(0);
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const LOCK_FILES = new Set(
  words(`package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock composer.lock cargo.lock poetry.lock pipfile.lock
    gemfile.lock go.sum go.work.sum mix.lock podfile.lock packages.lock.json .terraform.lock.hcl flake.lock uv.lock
    gradle.lockfile bun.lock deno.lock pubspec.lock package.resolved conan.lock`),
);

const ARCHIVE_EXTENSIONS = new Set(
  words("zip jar war ear whl egg nupkg vsix tar tgz gz zst tzst docx xlsx pptx odt ods"),
);

const BINARY_EXTENSIONS = new Set(
  words(`png jpg jpeg gif bmp ico icns webp avif tif tiff psd heic
    bz2 xz lz4 br 7z rar gem deb rpm apk crate iso dmg cab
    ttf otf woff woff2 eot
    mp3 mp4 m4a m4v mov avi mkv webm wav ogg flac aac
    o a so ko dll exe obj lib dylib class pyc pyo pyd wasm node elc mo gmo pdb
    pdf pack idx`),
);

const FORMATS = new Map<string, Format>(
  (
    [
      [
        "code",
        `js mjs cjs jsx ts mts cts tsx py pyi rb php phtml java kt kts scala groovy gradle go rs c h cc cpp cxx hpp hh cs vb
         fs fsx swift m mm dart lua pl pm r jl ex exs erl hrl clj cljs hs elm ml mli nim zig v sol sql vue svelte
         jsp jspx asp aspx cshtml ejs erb coffee ipynb tmpl proto graphql`,
      ],
      ["shell", "sh bash zsh fish ksh csh bat cmd ps1 psm1 psd1 mk"],
      ["properties", "properties ini cfg conf cnf config prefs desktop service editorconfig inf reg"],
      ["yaml", "yaml yml"],
      ["json", "json json5 jsonc webmanifest har geojson tfstate"],
      ["toml", "toml"],
      ["xml", "xml xsd xsl xslt wsdl plist csproj vbproj props targets resx html htm xhtml svg pom"],
      ["terraform", "tf tfvars hcl nomad"],
      ["prose", "md markdown rst adoc asciidoc tex po pot srt"],
      ["data", "csv tsv diff patch snap map"],
    ] satisfies [Format, string][]
  ).flatMap(([format, extensions]) => words(extensions).map((extension): [string, Format] => [extension, format])),
);

const FORMATS_BY_NAME = new Map<string, Format>([
  ["makefile", "shell"],
  ["jenkinsfile", "code"],
  ["vagrantfile", "code"],
  ["rakefile", "code"],
  ["gemfile", "code"],
  [".bashrc", "shell"],
  [".bash_profile", "shell"],
  [".bash_history", "shell"],
  [".zshrc", "shell"],
  [".profile", "shell"],
  [".npmrc", "properties"],
  [".pypirc", "properties"],
  [".gitconfig", "properties"],
  [".dockercfg", "json"],
  ["readme", "prose"],
  ["license", "prose"],
  ["changelog", "prose"],
]);
