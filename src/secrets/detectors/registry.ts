import { posix } from "node:path";
import type { Checked, Detector, Found, Refused, Searched } from "../detector.ts";
import { hasBase62Checksum } from "../evidence/base62-checksum.ts";
import { readAssignment } from "../frames/assignment.ts";
import { whyNoSecret } from "../rejections.ts";

export const registry: readonly Detector[] = [
  {
    id: "npm-token",
    title: "npm access token",
    severity: "critical",
    why: "It publishes packages as its user, to everybody who installs them.",
    fix: "Revoke it with: npm token revoke, or under Access Tokens on npmjs.com; look at what was published since.",
    references: ["https://docs.npmjs.com/revoking-access-tokens"],
    aliases: ["gitleaks:npm-access-token", "trufflehog:NpmToken"],
    take: { kind: "token", keywords: ["npm_"], pattern: /npm_[A-Za-z\d]{36}/y, shown: 4 },
    check: (value): Checked =>
      hasBase62Checksum(value, 4)
        ? {
            grade: "checksum",
            evidence: [{ kind: "check", text: "its last six characters are the right checksum over the rest" }],
          }
        : { refused: "its checksum is wrong, so npm never issued it" },
    samples: (make) => ({
      found: [{ path: ".npmrc", text: `//registry.npmjs.org/:_authToken=${make.withChecksum("npm_")}` }],
      missed: [{ text: make.withWrongChecksum("npm_") }],
    }),
  },
  {
    id: "npmrc-credential",
    title: "Registry credential in .npmrc",
    severity: "high",
    why: "It reads, and often publishes, packages at the registry that the line names.",
    fix: "Revoke it at that registry, and let .npmrc read it from the environment: _authToken=${NPM_TOKEN}.",
    take: {
      kind: "token",
      keywords: [":_authToken=", ":_auth=", ":_password="],
      pattern: /:_(?:authToken|auth|password)\s{0,4}=\s{0,4}"?(?<value>[\w.+/=-]{8,400})/y,
      reach: 440,
      shown: 0,
    },
    precedence: 32,
    samples: (make) => ({
      found: [{ path: ".npmrc", text: `//npm.internal.test/:_authToken=${make.uuid()}` }],
      missed: [
        { path: ".npmrc", text: "//npm.internal.test/:_authToken=${NPM_TOKEN}" },
        { path: ".npmrc", text: "//npm.internal.test/:always-auth=true" },
      ],
    }),
  },
  {
    id: "pypi-token",
    title: "PyPI upload token",
    severity: "critical",
    why: "It uploads releases of its projects, to everybody who installs them.",
    fix: "Remove it under Account settings, API tokens, and prefer trusted publishing.",
    references: ["https://pypi.org/help/#apitoken"],
    aliases: ["gitleaks:pypi-upload-token"],
    take: {
      kind: "token",
      keywords: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
      pattern: /pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[\w-]{50,1000}/y,
      reach: 1040,
      shown: 5,
    },
    check: (): Checked => ({
      grade: "structure",
      evidence: [{ kind: "check", text: "it begins as a macaroon of the package index does" }],
    }),
    samples: (make) => ({
      found: [{ path: "ci.yaml", text: `TWINE_PASSWORD: pypi-AgEIcHlwaS5vcmc${make.urlSafe(140)}` }],
      missed: [{ text: `pypi-${make.urlSafe(150)}` }],
    }),
  },
  {
    id: "pypirc-password",
    title: "Password in .pypirc",
    severity: "high",
    why: "It uploads packages to the index that its section names.",
    fix: "Change it at that index, and hand it to the upload by the environment.",
    take: { kind: "read", keywords: ["password"], read: readPypirc },
    samples: (make) => ({
      found: [{ path: "home/.pypirc", text: `[internal]\nusername = upload\npassword = ${make.base62(14)}` }],
      missed: [
        { path: "home/.pypirc", text: "[internal]\nusername = upload\npassword = changeme" },
        { path: "home/.pypirc", text: "[internal]\nusername = upload\npassword = ${PASSWORD}" },
      ],
    }),
  },
  {
    id: "rubygems-key",
    title: "RubyGems API key",
    severity: "critical",
    why: "It pushes and yanks gems as its owner.",
    fix: "Delete it under Settings, API keys.",
    take: { kind: "token", keywords: ["rubygems_"], pattern: /rubygems_[a-f\d]{48}/y, shown: 9 },
    samples: (make) => ({
      found: [{ text: `:rubygems_api_key: rubygems_${make.hex(48)}` }],
      missed: [{ text: `rubygems_${make.hex(30)}` }],
    }),
  },
  {
    id: "nuget-key",
    title: "NuGet API key",
    severity: "critical",
    why: "It pushes and unlists packages within its scope.",
    fix: "Delete it under API Keys on nuget.org.",
    take: { kind: "token", keywords: ["oy2"], pattern: /oy2[a-z\d]{43}/y, shown: 3 },
    samples: (make) => ({ found: [{ text: `oy2${make.lower(43)}` }], missed: [{ text: `oy2${make.lower(30)}` }] }),
  },
  {
    id: "crates-token",
    title: "crates.io token",
    severity: "critical",
    why: "It publishes crates as its owner.",
    fix: "Revoke it under Account settings, API tokens.",
    // Three common letters before it: only under a name that tells, or every "precious" would have to be looked at.
    take: {
      kind: "assigned",
      near: ["cargo", "crates", "registry"],
      names: ["token"],
      pattern: /cio[A-Za-z\d]{32}/y,
      shown: 3,
    },
    samples: (make) => ({
      found: [
        { path: "cargo/credentials.toml", text: `[registry]\ntoken = "cio${make.base62(32)}"` },
        { path: ".env", text: `CARGO_REGISTRY_TOKEN=cio${make.base62(32)}` },
      ],
      missed: [{ path: ".env", text: `CARGO_REGISTRY_TOKEN=cio${make.base62(20)}` }],
    }),
  },
  {
    id: "docker-hub-token",
    title: "Docker Hub token",
    severity: "critical",
    why: "It pulls and pushes images as its user or organisation: whoever holds it can replace what others run.",
    fix: "Delete it under Account settings, Personal access tokens (or the organisation's), and compare the tags' digests.",
    references: ["https://docs.docker.com/security/access-tokens/"],
    take: { kind: "token", keywords: ["dckr_pat_", "dckr_oat_"], pattern: /dckr_[po]at_[\w-]{27,40}/y, shown: 9 },
    samples: (make) => ({
      found: [{ text: `dckr_pat_${make.urlSafe(27)}` }],
      missed: [{ text: `dckr_pat_${make.urlSafe(14)}` }],
    }),
  },
  {
    id: "docker-config-auth",
    title: "Registry login in a Docker configuration",
    severity: "critical",
    why: "It is the user name and password of a registry, merely encoded.",
    fix: "Change that password at the registry, and use a credential helper.",
    references: ["https://docs.docker.com/reference/cli/docker/login/#credential-stores"],
    take: { kind: "read", keywords: ['"auth"'], read: readDockerAuth },
    precedence: 50,
    samples: (make) => ({
      found: [{ path: ".docker/config.json", text: dockerConfig(`robot:${make.base62(18)}`) }],
      missed: [
        { path: ".docker/config.json", text: dockerConfig("no-colon-in-it") },
        { path: "package.json", text: `{"auth": "${make.base62(24)}", "auths": 1}` },
      ],
    }),
  },
  {
    id: "artifactory-token",
    title: "Artifactory key or token",
    severity: "high",
    why: "It reads or publishes artefacts as its user.",
    fix: "Revoke it under the user's profile, or Administration, Access tokens.",
    take: {
      kind: "token",
      keywords: ["AKCp", "cmVmdGtu"],
      pattern: /(?:AKCp[A-Za-z\d]{69}|cmVmdGtu[A-Za-z\d]{56})/y,
      shown: 4,
    },
    samples: (make) => ({ found: [{ text: `AKCp${make.base62(69)}` }], missed: [{ text: `AKCp${make.base62(40)}` }] }),
  },
  {
    id: "clojars-token",
    title: "Clojars deploy token",
    severity: "high",
    why: "It deploys artefacts as its user.",
    fix: "Disable it under Deploy tokens.",
    take: { kind: "token", keywords: ["CLOJARS_"], pattern: /CLOJARS_[a-f\d]{60}/y, shown: 8 },
    samples: (make) => ({
      found: [{ text: `CLOJARS_${make.hex(60)}` }],
      missed: [{ text: `CLOJARS_${make.hex(40)}` }],
    }),
  },
];

function* readPypirc({ bytes, path }: Searched, at: number): Iterable<Found | Refused> {
  if (posix.basename(path) !== ".pypirc") return;
  const assigned = readAssignment(bytes, at, "properties");
  if (assigned?.name !== "password") return;
  const reason = whyNoSecret(assigned.value, true);
  yield reason === undefined ? assigned : { start: assigned.start, refused: reason };
}

const AROUND = 4096;

/** `"auth": "<base64 of user:password>"` among `"auths"`, or in the older file that has no such key. */
function* readDockerAuth({ bytes, path }: Searched, at: number): Iterable<Found | Refused> {
  const text = /^"auth"\s{0,8}:\s{0,8}"([A-Za-z\d+/=]{4,2000})"/.exec(bytes.toString("latin1", at, at + 2048));
  const encoded = text?.[1];
  if (text === null || encoded === undefined) return;
  const before = bytes.toString("latin1", Math.max(0, at - AROUND), at);
  if (!before.includes('"auths"') && !/dockercfg/.test(posix.basename(path))) return;
  const start = at + text[0].length - encoded.length - 1;
  const login = Buffer.from(encoded, "base64").toString("utf8");
  const colon = login.indexOf(":");
  if (colon < 1 || colon === login.length - 1 || /[\u0000-\u001f\ufffd]/.test(login)) {
    return yield { start, refused: "it does not decode to a user and a password" };
  }
  yield {
    value: login.slice(colon + 1),
    start,
    end: start + encoded.length,
    frame: "document",
    encoding: "base64",
    grade: "structure",
    evidence: [{ kind: "check", text: "it decodes to a user name and a password" }],
  };
}

function dockerConfig(login: string): string {
  return JSON.stringify(
    { auths: { "registry.internal.test": { auth: Buffer.from(login).toString("base64") } } },
    undefined,
    2,
  );
}
