import type { Rule } from "../../core/rule.ts";
import type { RunCommand, Trigger } from "../facts.ts";

const push: Trigger = { events: ["push"], outsider: false, privileged: false };
const command = (program: string, ...args: string[]) => ({ program, args, reads: [], trigger: push });

export const unlockedInstall: Rule<RunCommand> = {
  id: "workflows/unlocked-install",
  on: "run-command",
  title: "Packages installed past the lock",
  severity: "low",
  why: "Which versions come is decided by the registry on the day of the run: whoever takes over a package runs in the next pipeline, before anyone has looked at the update. Install scripts run with all that the job holds.",
  fix: "Install what the lock names and nothing else: `npm ci`, `yarn --immutable`, `pip install --require-hashes -r`, `cargo install --locked`; name a version where there is no lock.",
  standards: ["OWASP CICD-SEC-3", "CIS SSC 3.1.1"],
  aliases: ["pipeline-check/GHA-021"],
  examples: [
    { given: command("npm", "install"), verdict: "fail" },
    { given: command("npm", "install", "-g", "typescript"), verdict: "fail" },
    { given: command("npm", "install", "-g", "typescript@5.9.2"), verdict: "pass" },
    { given: command("npm", "ci"), verdict: "pass" },
    { given: command("pip", "install", "requests"), verdict: "fail" },
    { given: command("pip", "install", "requests==2.32.3"), verdict: "pass" },
    { given: command("pip", "install", "-e", "."), verdict: "pass" },
    { given: command("pip", "install", "--require-hashes", "-r", "requirements.txt"), verdict: "pass" },
    { given: command("cargo", "install", "cross"), verdict: "fail" },
    { given: command("cargo", "install", "--locked", "cross@0.2.5"), verdict: "pass" },
    { given: command("go", "install", "example.com/tool@latest"), verdict: "fail" },
    { given: command("go", "install", "example.com/tool@v1.2.3"), verdict: "pass" },
  ],
  judge: ({ program, args }) => {
    const loose = looseNames(program, args);
    if (loose === undefined) return { kind: "pass" };
    const shown = [program, ...args].join(" ").slice(0, 120);
    return {
      kind: "fail",
      message:
        loose === ""
          ? `\`${shown}\` takes whatever versions the manifest allows`
          : `\`${shown}\` names no version of ${loose}`,
      cause: shown,
    };
  },
};

/** The packages whose version is left open; empty where it is those of a manifest, undefined where none is. */
function looseNames(program: string, args: readonly string[]): string | undefined {
  const [verb = "", ...rest] = args;
  const names = namesIn(rest);
  switch (program) {
    case "npm":
      if (!/^(?:install|i|add)$/.test(verb) || rest.includes("--package-lock-only")) return undefined;
      if (names.length === 0) return rest.some((arg) => !arg.startsWith("-")) ? undefined : "";
      return listed(names.filter((name) => !/.@(?:npm:.*@)?[~^]?\d/.test(name)));
    case "pip":
    case "pip3":
      if (verb !== "install" || rest.includes("--require-hashes")) return undefined;
      return listed(names.filter((name) => !/[=<>~]=|@/.test(name) && !/^(?:pip|setuptools|wheel)$/i.test(name)));
    case "cargo":
      return verb === "install" && !rest.includes("--locked") && !rest.includes("--path")
        ? listed(names.map((name) => name.replace(/@.*/, "")))
        : undefined;
    case "go":
      return verb === "install"
        ? listed(names.filter((name) => /@(?:latest|main|master|HEAD)$/.test(name)))
        : undefined;
    default:
      return undefined;
  }
}

function listed(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.slice(0, 5).join(", ");
}

/** What is named and lies in a registry: no option, no value of one, no path, no address, nothing computed. */
function namesIn(args: readonly string[]): string[] {
  const names: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (
      /^(?:-[reciftC]|--(?:requirement|constraint|editable|index-url|extra-index-url|find-links|target|prefix|registry|python|features|version|root|git|branch|tag|rev|path|workspace|loglevel|cache-dir))$/.test(
        arg,
      )
    )
      at++;
    else if (
      !arg.startsWith("-") &&
      /^@?[A-Za-z]/.test(arg) &&
      !/^[\w+]+:|\$|__expression__|\.(?:whl|tgz|zip|tar\.gz|txt)$/.test(arg)
    )
      names.push(arg);
  }
  return names;
}
