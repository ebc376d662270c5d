import type { Checked, Detector } from "../detector.ts";
import { hasBase62Checksum } from "../evidence/base62-checksum.ts";

export const forge: readonly Detector[] = [
  {
    id: "github-token",
    title: "GitHub token",
    severity: "critical",
    why: "It reads and writes repositories, packages and workflows within its scopes, as its user or application.",
    fix: "Revoke it under Settings, Developer settings (or the application's authorisations), and look through the audit log.",
    references: [
      "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    ],
    aliases: ["gitleaks:github-pat", "gitleaks:github-oauth", "gitleaks:github-app-token", "trufflehog:Github"],
    take: {
      kind: "token",
      keywords: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
      pattern: /gh(?:[pous]_[A-Za-z\d]{36}|r_[A-Za-z\d]{36,76})/y,
      shown: 4,
    },
    check: checkIssued,
    samples: (make) => ({
      found: [
        { path: "deploy.sh", text: `export GITHUB_TOKEN="${make.withChecksum("ghp_")}"` },
        { text: `remote https://x-access-token:${make.withChecksum("ghs_")}@github.com/o/r.git` },
      ],
      missed: [{ text: make.withWrongChecksum("ghp_") }, { text: `ghp_${"x".repeat(36)}` }],
    }),
  },
  {
    id: "github-fine-grained-token",
    title: "GitHub fine-grained token",
    severity: "critical",
    why: "It reads or writes the repositories that it was made for.",
    fix: "Revoke it under Settings, Developer settings, Fine-grained tokens.",
    aliases: ["gitleaks:github-fine-grained-pat"],
    take: {
      kind: "token",
      keywords: ["github_pat_"],
      pattern: /github_pat_[A-Za-z\d]{22}_[A-Za-z\d]{59}/y,
      shown: 11,
    },
    samples: (make) => ({
      found: [{ text: `github_pat_${make.base62(22)}_${make.base62(59)}` }],
      missed: [{ text: `github_pat_${make.base62(22)}_${make.base62(30)}` }],
    }),
  },
  {
    id: "github-legacy-token",
    title: "GitHub token of the old form",
    severity: "high",
    why: "If it was not revoked since 2021, it reads and writes repositories within its scopes.",
    fix: "Revoke it under Settings, Developer settings, Tokens (classic).",
    take: {
      kind: "assigned",
      near: ["github", "gh_", "hub"],
      names: ["token", "oauthtoken", "accesstoken", "apitoken", "pat"],
      pattern: /[a-f\d]{40}/y,
    },
    samples: (make) => ({
      found: [{ path: ".bashrc", text: `export HOMEBREW_GITHUB_API_TOKEN='${make.hex(40)}'` }],
      missed: [{ path: ".bashrc", text: `export GITHUB_SHA='${make.hex(40)}'` }],
    }),
  },
  {
    id: "gitlab-token",
    title: "GitLab token",
    severity: "critical",
    why: "It acts on projects and groups as its user, runner, trigger or application.",
    fix: "Revoke it where its prefix says: glpat under Access tokens, glrt and GR13 with the runner, gldt under Deploy tokens, glptt under Pipeline triggers.",
    references: ["https://docs.gitlab.com/security/tokens/"],
    aliases: ["gitleaks:gitlab-pat", "trufflehog:Gitlab"],
    take: {
      kind: "token",
      keywords: [
        "glpat-",
        "glrt-",
        "gldt-",
        "glcbt-",
        "glptt-",
        "glft-",
        "glimt-",
        "glagent-",
        "gloas-",
        "glsoat-",
        "glffct-",
      ],
      pattern: /gl(?:pat|rt|dt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{20,300}/y,
      reach: 320,
      shown: 4,
    },
    samples: (make) => ({
      found: [{ path: "ci.yml", text: `token: glpat-${make.urlSafe(20)}` }, { text: `gldt-${make.urlSafe(20)}` }],
      missed: [{ text: `glpat-${make.urlSafe(12)}` }, { text: "glpat-your-own-token-goes-here" }],
    }),
  },
  {
    id: "bitbucket-token",
    title: "Bitbucket app password or access token",
    severity: "high",
    why: "It reads and writes repositories within its permissions.",
    fix: "Revoke it under Personal settings, App passwords, or in the repository's access tokens.",
    take: {
      kind: "token",
      keywords: ["ATBB", "ATCTT3"],
      pattern: /(?:ATBB[A-Za-z\d]{32}|ATCTT3[\w=-]{180,220})/y,
      shown: 4,
    },
    samples: (make) => ({ found: [{ text: `ATBB${make.base62(32)}` }], missed: [{ text: `ATBB${make.base62(20)}` }] }),
  },
  {
    id: "atlassian-token",
    title: "Atlassian API token",
    severity: "high",
    why: "It reads and writes Jira and Confluence as its user.",
    fix: "Revoke it at id.atlassian.com under Security, API tokens.",
    take: { kind: "token", keywords: ["ATATT3"], pattern: /ATATT3[\w=-]{180,220}/y, shown: 6 },
    samples: (make) => ({
      found: [{ text: `ATATT3${make.urlSafe(186)}` }],
      missed: [{ text: `ATATT3${make.urlSafe(40)}` }],
    }),
  },
  {
    id: "gitea-token",
    title: "Gitea or Forgejo token",
    severity: "high",
    why: "It acts on repositories and packages as its user.",
    fix: "Delete it under Settings, Applications.",
    take: {
      kind: "assigned",
      near: ["gitea", "forgejo", "codeberg"],
      names: ["token", "apitoken", "accesstoken", "apikey"],
      pattern: /[a-f\d]{40}/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `GITEA_TOKEN=${make.hex(40)}` }],
      missed: [{ path: ".env", text: `GITEA_COMMIT=${make.hex(40)}` }],
    }),
  },
];

/** All of these but the longer ones carry a checksum, so that a wrong one means: never issued. */
function checkIssued(value: string): Checked | undefined {
  if (value.length !== 40) return undefined;
  if (!hasBase62Checksum(value, 4)) return { refused: "its checksum is wrong, so GitHub never issued it" };
  return {
    grade: "checksum",
    evidence: [{ kind: "check", text: "its last six characters are the right checksum over the rest" }],
  };
}
