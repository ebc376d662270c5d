import { asScalar, type Mapping, maps } from "../../documents/shape.ts";
import { programOf, readShell } from "../../documents/shell/read.ts";

/** The scopes of a job's token and how far it has to go in each. */
export type Scopes = Readonly<Record<string, "read" | "write">>;

/** What a job's token must be able to do, as far as its steps tell. */
export interface TokenNeeds {
  readonly scopes: Scopes;
  /** Commands whose inside is not seen, and that are taken to need nothing more. */
  readonly assumed: readonly string[];
}

/** Why it cannot be told. */
export interface UnknownNeeds {
  readonly unknown: string;
}

const READS: Scopes = { contents: "read" };
const WRITES: Scopes = { contents: "write" };
const PULLS: Scopes = { "pull-requests": "write" };

/** Scopes that actions ask for in their own documentation; without a version, in lower case. */
const OF_ACTIONS: readonly (readonly [action: RegExp, scopes: Scopes])[] = [
  [/^actions\/checkout$/, READS],
  [/^actions\/(?:setup-[\w-]+|cache(?:\/\w+)?|upload-artifact|download-artifact|configure-pages)$/, {}],
  [/^actions\/deploy-pages$/, { pages: "write", "id-token": "write" }],
  [/^actions\/upload-pages-artifact$/, {}],
  [/^actions\/labeler$/, { contents: "read", ...PULLS }],
  [/^actions\/stale$/, { issues: "write", ...PULLS }],
  [/^actions\/first-interaction$/, { issues: "write", ...PULLS }],
  [/^actions\/dependency-review-action$/, READS],
  [/^actions\/attest-(?:build-provenance|sbom)$/, { "id-token": "write", attestations: "write" }],
  [/^github\/codeql-action\/\w[\w-]*$/, { contents: "read", actions: "read", "security-events": "write" }],
  [/^ossf\/scorecard-action$/, { contents: "read", "security-events": "write", "id-token": "write" }],
  [/^docker\/(?:setup-[\w-]+|metadata-action|bake-action|build-push-action|login-action)$/, {}],
  [
    /^(?:softprops\/action-gh-release|ncipollo\/release-action|actions\/create-release|goreleaser\/goreleaser-action)$/,
    WRITES,
  ],
  [/^stefanzweifel\/git-auto-commit-action$|^endbug\/add-and-commit$|^ad-m\/github-push-action$/, WRITES],
  [/^(?:peaceiris\/actions-gh-pages|jamesives\/github-pages-deploy-action)$/, WRITES],
  [/^peter-evans\/create-pull-request$/, { ...WRITES, ...PULLS }],
  [/^peter-evans\/create-or-update-comment$|^marocchino\/sticky-pull-request-comment$/, { issues: "write", ...PULLS }],
  [/^amannn\/action-semantic-pull-request$/, { "pull-requests": "read" }],
  [/^dorny\/paths-filter$/, { contents: "read", "pull-requests": "read" }],
  [/^tj-actions\/changed-files$/, { contents: "read", "pull-requests": "read" }],
  [/^pypa\/gh-action-pypi-publish$/, { "id-token": "write" }],
  [/^sigstore\/cosign-installer$|^anchore\/sbom-action\/download-syft$/, {}],
  [
    /^(?:astral-sh\/setup-uv|pnpm\/action-setup|oven-sh\/setup-bun|denoland\/setup-deno|ruby\/setup-ruby|shivammathur\/setup-php|dtolnay\/rust-toolchain|actions-rs\/toolchain|swatinem\/rust-cache|gradle\/actions\/setup-gradle|hadolint\/hadolint-action|codecov\/codecov-action|golangci\/golangci-lint-action|hashicorp\/setup-terraform|azure\/setup-(?:helm|kubectl)|taiki-e\/install-action|mlugg\/setup-zig|erlef\/setup-beam|julia-actions\/setup-julia|coursier\/setup-action)$/,
    {},
  ],
];

/** What a step's use of `gh` needs, by its first words. */
const OF_GH: readonly (readonly [words: RegExp, scopes: Scopes])[] = [
  [/^release (?:create|upload|edit|delete)/, WRITES],
  [/^release (?:view|download|list)/, READS],
  [/^pr merge/, { ...WRITES, ...PULLS }],
  [/^pr (?:view|list|diff|checks|status|checkout)/, { contents: "read", "pull-requests": "read" }],
  [/^pr /, PULLS],
  [/^issue (?:view|list|status)/, { issues: "read" }],
  [/^issue /, { issues: "write" }],
  [/^(?:run|workflow) (?:view|list|watch|download)/, { actions: "read" }],
  [/^(?:run|workflow) /, { actions: "write" }],
  [/^(?:auth|version|--version|config|extension)\b/, {}],
];

/** Programs whose inside somebody else wrote: they run what the tree says. */
const OPAQUE =
  /^(?:make|npm|pnpm|yarn|bun|npx|node|go|cargo|mvn|mvnw|gradle|gradlew|python\d?(?:\.\d+)?|tox|pytest|nox|uv|poetry|bundle|rake|ruby|composer|php|dotnet|just|task|bazel|terraform|ansible-playbook|bash|sh)$/;

/** Words by which a command of the tree says that it may write to the repository. */
const WRITING = /release|publish|deploy|push|bump|version|changelog|tag\b/i;

/** Adds up what the steps of a job ask for; at the first that nobody can tell, it ends. */
export function tokenNeeds(job: Mapping): TokenNeeds | UnknownNeeds {
  if (job.uses !== undefined) return { unknown: "a job calls another workflow, whose own needs are not seen here" };
  let scopes: Scopes = {};
  const assumed = new Set<string>();
  const steps = maps(job.steps).flatMap((step) => (step.parallel === undefined ? [step] : maps(step.parallel)));
  for (const step of steps) {
    const uses = asScalar(step.uses);
    const needs = uses === undefined ? ofScript(step, assumed) : ofAction(uses, step, job);
    if (typeof needs === "string") return { unknown: needs };
    scopes = together(scopes, needs);
  }
  return { scopes, assumed: [...assumed] };
}

/** For every scope the greater of both. */
export function together(a: Scopes, b: Scopes): Scopes {
  const all = new Map(Object.entries(a));
  for (const [scope, right] of Object.entries(b)) if (all.get(scope) !== "write") all.set(scope, right);
  return Object.fromEntries([...all].sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** A text says why it cannot be told. */
function ofAction(uses: string, step: Mapping, job: Mapping): Scopes | string {
  const name = (uses.split("@")[0] ?? "").toLowerCase();
  const known = OF_ACTIONS.find(([action]) => action.test(name));
  if (known === undefined) return `what ${uses} needs is not known`;
  const inputs = JSON.stringify(step.with ?? {});
  const isGhcr = /ghcr\.io/.test(JSON.stringify(job.steps ?? ""));
  const pushes = /^docker\/(?:build-push|bake)-action$/.test(name) && /"push":\s*"?(?!false)/.test(inputs);
  const asksIdentity = /"(?:use_oidc|role-to-assume|workload_identity_provider)":/.test(inputs);
  return together(
    together(known[1], pushes && isGhcr ? { packages: "write" } : {}),
    asksIdentity ? { "id-token": "write" } : {},
  );
}

function ofScript(step: Mapping, assumed: Set<string>): Scopes | string {
  const script = (asScalar(step.run) ?? "").replace(/\$\{\{([^}]{0,400})\}\}/g, "__expression__");
  const hasToken = /\bgithub\.token\b|\bsecrets\.GITHUB_TOKEN\b/i.test(
    JSON.stringify([step.env ?? {}, step.run ?? ""]),
  );
  let scopes: Scopes = {};
  let usesToken = false;
  for (const command of readShell(script)) {
    const { program, args } = programOf(command);
    if (program === "gh") {
      const known = OF_GH.find(([words]) => words.test(args.join(" ")));
      if (known === undefined) return `what \`gh ${args.slice(0, 2).join(" ")}\` needs is not known`;
      scopes = together(scopes, known[1]);
      usesToken = true;
    } else if (program === "git" && args.includes("push")) {
      scopes = together(scopes, WRITES);
      usesToken = true;
    } else if (/^(?:curl|wget)$/.test(program) && /api\.github\.com|GITHUB_API_URL/.test(args.join(" "))) {
      return `what \`${program}\` asks of the forge is not known`;
    } else if (program === "docker" && args[0] === "push" && /ghcr\.io/.test(args.join(" "))) {
      scopes = together(scopes, { packages: "write" });
    } else if (OPAQUE.test(program) || /^\.{0,2}\//.test(command.words[0] ?? "")) {
      const shown = command.words.join(" ").slice(0, 60);
      if (WRITING.test(shown)) return `\`${shown}\` may write to the repository`;
      assumed.add(shown);
    }
  }
  if (hasToken && !usesToken) return "a script is handed the token, and what it does with it is not seen";
  return scopes;
}
