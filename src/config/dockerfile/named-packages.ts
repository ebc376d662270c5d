/** A package that a command installs by its name. */
export interface NamedPackage {
  readonly name: string;
  /** A version, a range of them, a commit or a digest is named with it. */
  readonly isPinned: boolean;
}

interface Installer {
  readonly program: RegExp;
  /** The words that install, which stand before the packages. */
  readonly action: RegExp;
  /** Options whose value is the next word. */
  readonly valued: RegExp;
  /** What is no package of an index: a file, a folder. */
  readonly local: RegExp;
  readonly pinned: RegExp;
  /** An option that names the version of what is installed, or a file that does. */
  readonly version?: RegExp;
}

const NEVER = /^(?!)/;

const INSTALLERS: readonly Installer[] = [
  {
    program: /^(?:apt|apt-get|aptitude)$/,
    action: /^install$/,
    valued: /^-(?:t|c|o|a)$|^--(?:target-release|default-release|config-file|option|host-architecture)$/,
    local: /^[./~]|\.deb$/,
    pinned: /[=/]/,
  },
  {
    program: /^apk$/,
    action: /^add$/,
    valued:
      /^-[tXp]$|^--(?:virtual|repository|root|arch|keys-dir|repositories-file|wait|cache-dir|cache-max-age|timeout)$/,
    local: /^[./~]|\.apk$/,
    pinned: /[=~<>]/,
  },
  {
    program: /^(?:yum|dnf5?|microdnf)$/,
    action: /^(?:module )?(?:install|localinstall)$/,
    valued: /^-[cx]$|^--(?:config|enablerepo|disablerepo|repo|repoid|exclude|installroot|releasever|setopt|nodocs)$/,
    local: /^[./~]|^https?:|\.rpm$/,
    pinned: /-(?:\d{1,9}:)?(?:\d|\$)|^[\w-]+:[\w.]+$/,
  },
  {
    program: /^zypper$/,
    action: /^(?:install|in)$/,
    valued: /^-[rtCnD]$|^--(?:repo|from|type|name|root)$/,
    local: /^[./~]|^https?:|\.rpm$/,
    pinned: /[=<>]|-\d/,
  },
  {
    program: /^(?:pip[\d.]*|pipx|python[\d.]* -m pip|uv pip)$/,
    action: /^install$/,
    valued:
      /^-[retid]$|^--(?:requirement|editable|target|prefix|root|index-url|extra-index-url|find-links|trusted-host|build|cache-dir|proxy|platform|python-version|implementation|abi|src|upgrade-strategy|no-binary|only-binary|progress-bar|timeout|retries|cert|client-cert|log|python|root-user-action|global-option|install-option|config-settings|exists-action)$/,
    local: /^[./~]|^(?:file|https?):|^[^+]*[\\/]|\.(?:whl|zip|tgz|tar(?:\.\w+)?)(?:\[[^\]]*\])?$/,
    pinned: /^[^/]*[=<>@]|^(?:git|hg|svn|bzr)\+.*@[^/@#]+(?:#.*)?$/,
    version: /^(?:-c|--constraint)(?:=|$)/,
  },
  {
    program: /^(?:npm|cnpm|pnpm|bun)$/,
    action: /^(?:install|i|add|in|isntall)$/,
    valued:
      /^-[C]$|^--(?:prefix|registry|cache|workspace|tag|loglevel|userconfig|globalconfig|dir|store-dir|omit|include)$/,
    local: /^[./~]|^(?:https?|file):|\.(?:tgz|tar(?:\.gz)?)$/,
    pinned: /^(?:@[^/@]+\/)?[^@/]+@(?:npm:.+@)?[~^<>=\dv*$].*|^(?:git|github|gitlab|[\w-]+\/).*#./,
  },
  {
    program: /^yarn$/,
    action: /^(?:global )?add$/,
    valued: /^--(?:cwd|registry|prefix|cache-folder|modules-folder)$/,
    local: /^[./~]|^(?:https?|file):|\.(?:tgz|tar(?:\.gz)?)$/,
    pinned: /^(?:@[^/@]+\/)?[^@/]+@(?:npm:.+@)?[~^<>=\dv*$].*|^(?:git|github|gitlab|[\w-]+\/).*#./,
  },
  {
    program: /^gem$/,
    action: /^(?:install|i)$/,
    valued: /^-[nisPguB]$|^--(?:bindir|install-dir|source|trust-policy|file|platform|http-proxy|build-root)$/,
    local: /^[./~]|\.gem$|^(?:true|false)$/, // options for its build may stand without `--`
    pinned: /:./,
    version: /^(?:-v|--version)(?:=|$)/,
  },
  {
    program: /^go$/,
    action: /^install$/,
    valued: /^-(?:tags|ldflags|mod|o|p|gcflags|asmflags)$/,
    local: /^[^@]*$/, // without a version it is the module that lies here
    pinned: /@(?!(?:latest|upgrade|patch|main|master|HEAD)$)/,
  },
  {
    program: /^cargo$/,
    action: /^install$/,
    valued: /^--(?:git|branch|path|root|registry|index|features|bin|example|target|target-dir|profile|jobs)$|^-[jF]$/,
    local: NEVER,
    pinned: /@\d/,
    version: /^--(?:version|vers|rev|tag|path)(?:=|$)/,
  },
];

/**
 * The packages that a command installs by their names; none where it installs what a file names, or nothing.
 * Names with a variable in them count as pinned: what is put in is not known here.
 */
export function namedPackages(program: string, args: readonly string[]): NamedPackage[] {
  const by = commandOf(program, args);
  const installer = INSTALLERS.find((one) => one.program.test(by.program));
  if (installer === undefined) return [];
  const { words, hasVersion } = wordsOf(by.args, installer);
  const action = [1, 2].find((count) => installer.action.test(words.slice(0, count).join(" ")));
  if (action === undefined) return [];
  return words
    .slice(action)
    .filter((word) => !installer.local.test(word))
    .map((name) => ({ name, isPinned: hasVersion || name.includes("$") || installer.pinned.test(name) }));
}

/** `python3 -m pip install x` and `uv pip install x` are pip's. */
function commandOf(program: string, args: readonly string[]): { program: string; args: readonly string[] } {
  if (/^python[\d.]*$/.test(program) && args[0] === "-m" && args[1] === "pip")
    return { program: `${program} -m pip`, args: args.slice(2) };
  if (program === "uv" && args[0] === "pip") return { program: "uv pip", args: args.slice(1) };
  return { program, args };
}

/** The words that are neither options nor their values; what follows `--` is for the package's own build. */
function wordsOf(args: readonly string[], { valued, version }: Installer): { words: string[]; hasVersion: boolean } {
  const words: string[] = [];
  let hasVersion = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--") break;
    if (version?.test(word)) {
      hasVersion = true;
      if (!word.includes("=")) index++;
    } else if (valued.test(word)) index++;
    else if (!word.startsWith("-") && word !== "") words.push(word);
  }
  return { words, hasVersion };
}
