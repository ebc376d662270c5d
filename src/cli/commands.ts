import { type CommandSpec, type OptionSpec, option } from "./command.ts";
import { EVERYWHERE, LOOKING } from "./common-options.ts";
import { HUB, HUB_COMMANDS } from "./hub-commands.ts";
import { INVENTORY } from "./inventory-commands.ts";
import { SBOM } from "./sbom-commands.ts";

/** Options of the commands that speak with a vault. */
const VAULT: readonly OptionSpec[] = [
  option("--address <url>", "where the vault is (default: BAO_ADDR or VAULT_ADDR)"),
  option("--token-file <file>", "file with the token (default: BAO_TOKEN, VAULT_TOKEN or ~/.vault-token)"),
  option("--mount <name>", "KV store of version 2 (default: secret)"),
  option("--role <name>", "role under which workflows log in to the vault"),
  option("--login-path <name>", "where workflows log in (default: jwt)"),
  option("--program <name>", "program that scripts call (default: vault, or bao with BAO_ADDR)", ["vault", "bao"]),
  option("--jobs <n>", "threads to use (default: one per core, at most 4)"),
  ...EVERYWHERE,
];

const VAULT_OUTPUT: readonly OptionSpec[] = [
  option("--format <format>", "diff (default) or json", ["diff", "json"]),
  option("--output <file>", "write the report there instead of to standard output"),
];

const BASELINE = option("--baseline <file>", "findings that somebody answers for, as `secrets accept` writes them");
const HISTORY = option("--history", "also every version of every file in the git history");
const NO_HISTORY = option("--no-history", "leave the git history out");

/** Every command, in the order of the help. What is heavy is loaded when the command runs. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    usage: "check <target>",
    summary: "everything that applies to the target, one ranked report",
    options: [NO_HISTORY, BASELINE, ...LOOKING],
    load: async () => (await import("./commands/check.ts")).check,
  },
  SBOM,
  INVENTORY,
  {
    usage: "vulns <target>",
    summary: "known vulnerabilities and known-malicious packages",
    options: LOOKING,
    load: async () => (await import("./commands/check.ts")).vulns,
  },
  {
    usage: "secrets <target>",
    summary: "credentials in files, layers, what is piped in (-) and, with --history, in the git history",
    options: [
      HISTORY,
      option("--state <file>", "with --history: keeps what was looked at, so that the next time only what is new is"),
      option("--staged", "only what the next commit brings, for a pre-commit hook"),
      option("--validate", "ask the providers named in waybill.yaml whether what was found still opens something"),
      option("--show-secrets", "show the values, on a terminal alone"),
      option("--unpushed <commits...>", "only what these commits bring that no remote has yet, for a pre-push hook"),
      BASELINE,
      ...LOOKING,
    ],
    commands: [
      {
        usage: "accept [target]",
        summary: "write what is found now into a baseline, with an owner, a reason and an end",
        options: [
          BASELINE,
          option("--owner <name>", "who answers for it"),
          option("--reason <text>", "why they may stay"),
          option("--until <day>", "last day on which it holds, such as 2027-01-31"),
          HISTORY,
          ...LOOKING.filter(({ flags }) => /^--(only|skip|jobs)\b/.test(flags)),
          ...EVERYWHERE,
        ],
        load: async () => (await import("./commands/secrets/accept.ts")).accept,
      },
      {
        usage: "hook",
        summary: "git hooks that refuse credentials",
        commands: [
          {
            usage: "install [repository]",
            summary: "write the hooks pre-commit and pre-push; another hook is left as it is",
            options: EVERYWHERE,
            load: async () => (await import("./commands/secrets/hook.ts")).install,
          },
        ],
      },
    ],
    load: async () => (await import("./commands/check.ts")).secrets,
  },
  {
    usage: "workflows <target>",
    summary: "CI definitions: who can make them run what",
    options: [
      option("--all-refs", "also what outsiders can start on all other branches of the repository"),
      option("--witness <files...>", "reports of other tools (SARIF), whose results join the findings"),
      option("--verify-pins", "ask the actions' repositories whether the pinned commits are their own"),
      ...LOOKING,
    ],
    load: async () => (await import("./commands/check.ts")).workflows,
  },
  {
    usage: "config <target>",
    summary: "Dockerfiles, Kubernetes manifests, image configuration; a live cluster; this machine (host)",
    options: [
      option(
        "--benchmarks <dir>",
        "of host: benchmarks in the form of kube-bench's cfg, read as data; no shell is run",
      ),
      option("--benchmark <name>", "of host: which of them, such as cis-1.11 (default: by the version of Kubernetes)"),
      option("--probe <hosts...>", "of cluster and host: ask HOST or HOST:PORT, by GET alone, what it gives to anyone"),
      option("--root <dir>", "of host: where the machine's root lies (default: /)"),
      ...LOOKING,
    ],
    load: async () => (await import("./commands/check.ts")).config,
  },
  {
    usage: "verify <image>",
    summary: "hashes, descent from an approved base, signs of compromise",
    options: LOOKING,
    load: async () => (await import("./commands/check.ts")).verify,
  },
  {
    usage: "access",
    summary: "who may do what, and which component asks nobody",
    commands: [
      {
        usage: "probe [hosts...]",
        summary:
          "ask the endpoints that waybill.yaml declares, and hosts (HOST or HOST:PORT), what they give without a login",
        options: LOOKING.filter(({ flags }) => !/^--(only|skip|platform|insecure-registry)\b/.test(flags)),
        load: async () => (await import("./commands/access-probe.ts")).probe,
      },
    ],
  },
  {
    usage: "gate <target>",
    summary: "pass or refuse against the declared standard, or by the hub's word; what was not seen is refused",
    options: [
      option("--environment <name>", "ask the hub whether the image, named by digest or by its report, may go there"),
      HUB,
      ...LOOKING,
    ],
    load: async () => (await import("./commands/gate.ts")).gate,
  },
  {
    usage: "fix [target]",
    summary: "what would mend the findings, as a diff; --apply does it, and proves each edit or takes it back",
    options: [
      option("--apply", "change the files, and keep what is proven"),
      option("--branch <name>", "commit the proven changes on a new branch; the files here stay as they are"),
      option("--suggestions", "also edits that can break something"),
      option("--cluster [context]", "keep only what this cluster would take, tried without making it (dryRun=All)"),
      option("--only <names...>", "only findings of these rooms, analyzers or rules"),
      option("--skip <names...>", "all but findings of these rooms, analyzers or rules"),
      option("--forge <url>", "where actions come from (default: https://github.com)"),
      option("--registry <hosts...>", "registries that may be asked for digests, besides the public ones"),
      option("--format <format>", "diff (default) or json", ["diff", "json"]),
      option("--output <file>", "write the plan there instead of to standard output"),
      option("--jobs <n>", "threads to use (default: one per core, at most 4)"),
      option("--insecure-registry", "speak plain HTTP with a registry that is not on this machine"),
      ...EVERYWHERE,
    ],
    load: async () => (await import("./commands/fix.ts")).fix,
  },
  {
    usage: "vault",
    summary: "move credentials out of files into Vault or OpenBao",
    commands: [
      {
        usage: "plan [target]",
        summary: "which credentials would go there, and how scripts and workflows would read them",
        options: [...VAULT_OUTPUT, ...VAULT],
        load: async () => (await import("./commands/vault.ts")).plan,
      },
      {
        usage: "apply [target]",
        summary: "store, read back, rewrite, look again; what is not proven is taken back",
        options: [...VAULT_OUTPUT, ...VAULT],
        load: async () => (await import("./commands/vault.ts")).apply,
      },
      {
        usage: "status [target]",
        summary: "whether the vault answers, and which credentials found here it holds",
        options: VAULT,
        load: async () => (await import("./commands/vault.ts")).status,
      },
    ],
  },
  ...HUB_COMMANDS,
  {
    usage: "advisories",
    summary: "the advisory database",
    commands: [
      {
        usage: "update",
        summary: "fetch what is new in the public feeds, or in a mirror of them",
        options: [
          option(
            "--mirror <url|folder>",
            "laid out as <Ecosystem>/all.zip, lists beside; osv-scanner's cache folder; an exported https://…/x.sqlite; oci://…",
          ),
          ...EVERYWHERE,
        ],
        load: async () => (await import("./commands/advisories.ts")).update,
      },
      {
        usage: "import <paths...>",
        summary:
          "take advisories from zips of OSV records, a folder of <Ecosystem>/all.zip, KEV, EPSS, Debian's tracker, Alpine's secdb, Red Hat's VEX, or exported files",
        options: EVERYWHERE,
        load: async () => (await import("./commands/advisories.ts")).importFiles,
      },
      {
        usage: "export <file>",
        summary:
          "write the database into a file with its manifest, for other machines; share-alike data into a second one",
        options: [option("--key <file>", "private Ed25519 key (PEM) that signs the manifest"), ...EVERYWHERE],
        load: async () => (await import("./commands/advisories.ts")).exportFile,
      },
      {
        usage: "query [purl]",
        summary:
          "ask as OSV's service is asked, and answer in its form; without a package URL, JSON from standard input",
        options: [option("--output <file>", "write the answer there instead of to standard output"), ...EVERYWHERE],
        load: async () => (await import("./commands/query.ts")).query,
      },
      {
        usage: "affected",
        summary: "which kept bills hold what is known by now to have a hole, or to be malware",
        options: [
          option("--since <day>", "only by what was changed since then, such as 2026-11-01"),
          option("--format <format>", "table (default) or json", ["table", "json"]),
          option("--output <file>", "write the answer there instead of to standard output"),
          ...EVERYWHERE,
        ],
        load: async () => (await import("./commands/affected.ts")).affected,
      },
      {
        usage: "status",
        summary: "which data there is, how old it is, and under which terms",
        options: [option("--format <format>", "table (default) or json", ["table", "json"]), ...EVERYWHERE],
        load: async () => (await import("./commands/advisory-status.ts")).status,
      },
      {
        usage: "verify",
        summary: "hash the database and compare",
        options: EVERYWHERE,
        load: async () => (await import("./commands/advisories.ts")).verify,
      },
    ],
  },
  {
    usage: "explain [rule]",
    summary: "why a rule is there and what fixes it, or what is known of CVE-…, GHSA-… or DSA-…; alone, all rules",
    options: [
      option("--target <target>", "of a hole: why this target has it, or has it not"),
      option("--all", "of a hole: every package that its records name"),
      ...EVERYWHERE,
    ],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
];
