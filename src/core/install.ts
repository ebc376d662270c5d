import type { JudgedFact } from "./fact.ts";

/** A command of a job or a build that brings packages in, and runs their install scripts with its rights. */
export interface PackageInstallFact extends JudgedFact {
  readonly kind: "package-install";
  /** The package URL type of what it brings: `npm`, `pypi` … */
  readonly type: string;
  /** Its first words, such as `npm ci`. */
  readonly command: string;
}

const INSTALLERS: readonly { readonly type: string; readonly program: RegExp; readonly action: RegExp }[] = [
  {
    type: "npm",
    program: /^(?:npm|cnpm)$/,
    action: /^(?:ci|i|install|add|update|up|install-test|it|cit|clean-install)$/,
  },
  { type: "npm", program: /^(?:pnpm|bun)$/, action: /^(?:i|install|add|update|up|fetch)$/ },
  { type: "npm", program: /^yarn$/, action: /^(?:install|add|upgrade|up|workspaces|--frozen-lockfile|--immutable)?$/ },
  {
    type: "pypi",
    program: /^(?:pip[\d.]*|pipx|pipenv|poetry|pdm|conda|mamba)$/,
    action: /^(?:install|sync|update|add)$/,
  },
  { type: "pypi", program: /^uv$/, action: /^(?:sync|pip|add|run)$/ },
  { type: "pypi", program: /^python[\d.]*$/, action: /^-m pip install$/ },
  { type: "gem", program: /^(?:bundle|bundler|gem)$/, action: /^(?:install|update|add)?$/ },
  { type: "composer", program: /^composer(?:\.phar)?$/, action: /^(?:install|i|update|u|require)$/ },
  { type: "cargo", program: /^cargo$/, action: /^(?:build|b|install|test|t|run|r|fetch|check|clippy)$/ },
  { type: "golang", program: /^go$/, action: /^(?:build|install|get|test|run|generate|mod)$/ },
  { type: "maven", program: /^(?:mvn|mvnw|gradle|gradlew)$/, action: /./ },
  { type: "nuget", program: /^(?:dotnet|nuget)$/, action: /^(?:restore|build|publish|test|run|install|add)$/ },
];

/** What a command installs; undefined where it installs nothing. */
export function packageInstall(
  program: string,
  args: readonly string[],
): Pick<PackageInstallFact, "type" | "command"> | undefined {
  const words = program.startsWith("python") ? args.slice(0, 3) : args.filter((arg) => !arg.startsWith("-"));
  const action = program.startsWith("python") ? words.join(" ") : (words[0] ?? args[0] ?? "");
  const installer = INSTALLERS.find((one) => one.program.test(program) && one.action.test(action));
  return installer && { type: installer.type, command: [program, action].join(" ").trim() };
}
