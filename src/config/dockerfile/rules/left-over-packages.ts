import type { Rule } from "../../../core/rule.ts";
import type { BuildCommand } from "../facts.ts";

const example = { program: "apt-get", args: ["install", "-y", "curl"], reads: [], beside: [] } as const;

export const leftOverPackages: Rule<BuildCommand> = {
  id: "config/dockerfile/left-over-packages",
  on: "build-command",
  title: "Packages and lists that nothing needs",
  severity: "info",
  confidence: "proven",
  why: "What is recommended and not needed is in the image with its holes, and each of them has to be looked at; the lists only make it larger.",
  fix: "Install with `--no-install-recommends` and delete `/var/lib/apt/lists/*` in the same RUN, or with `apk add --no-cache`.",
  standards: ["CIS Docker 4.3"],
  aliases: ["DL3009", "DL3015", "DL3019", "DS025", "DS029"],
  examples: [
    { given: example, verdict: "fail" },
    {
      given: {
        ...example,
        args: ["install", "--no-install-recommends", "curl"],
        beside: ["apt-get install", "rm /var/lib/apt/lists/*"],
      },
      verdict: "pass",
    },
    { given: { ...example, args: ["install", "--no-install-recommends", "curl"] }, verdict: "fail" },
    { given: { ...example, program: "apk", args: ["add", "curl"] }, verdict: "fail" },
    { given: { ...example, program: "apk", args: ["add", "--no-cache", "curl"] }, verdict: "pass" },
    { given: { ...example, program: "apk", args: ["add", "curl"], passing: ["/var/cache/apk"] }, verdict: "pass" },
    { given: { ...example, args: ["update"] }, verdict: "not-applicable" },
  ],
  judge: ({ program, args, beside, passing = [] }) => {
    const action = args.find((arg) => !arg.startsWith("-"));
    if (program === "apk" && action === "add") {
      const isClean =
        args.includes("--no-cache") ||
        [...beside, ...passing].some((text) => /^(?:rm .*)?\/(?:var|etc)\/(?:cache\/)?apk/.test(text));
      return isClean ? { kind: "pass" } : { kind: "fail", message: "apk keeps its index in the layer", cause: "index" };
    }
    if (!/^(?:apt|apt-get|aptitude)$/.test(program) || action !== "install") return { kind: "not-applicable" };
    const left = [
      ...(args.some((arg) => /^--no-install-recommends$|Install-Recommends=(?:false|0|no)$/i.test(arg))
        ? []
        : ["what packages merely recommend"]),
      ...([...beside, ...passing].some((text) => /^(?:(?:rm|find) .*)?\/var\/lib\/apt/.test(text))
        ? []
        : ["the lists of packages"]),
    ];
    return left.length === 0
      ? { kind: "pass" }
      : { kind: "fail", message: `${program} leaves ${left.join(" and ")} in the layer`, cause: left.join() };
  },
};
