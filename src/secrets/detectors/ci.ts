import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { readKubernetesSecret } from "../frames/kubernetes-secret.ts";
import { readPem } from "../frames/pem.ts";

export const ci: readonly Detector[] = [
  {
    id: "vault-token",
    title: "Vault or OpenBao token",
    severity: "critical",
    why: "It reads whatever secrets its policies allow.",
    fix: "Revoke it with: vault token revoke (or bao token revoke), and look through the audit device for its accessor.",
    references: ["https://developer.hashicorp.com/vault/docs/concepts/tokens"],
    take: {
      kind: "token",
      keywords: ["hvs.", "hvb.", "hvr."],
      pattern: /hv[sbr]\.[\w-]{24,300}/y,
      reach: 320,
      shown: 4,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `VAULT_TOKEN=hvs.${make.urlSafe(95)}` }],
      missed: [{ path: ".env", text: `VAULT_TOKEN=hvs.${make.urlSafe(14)}` }],
    }),
  },
  {
    id: "terraform-cloud-token",
    title: "HCP Terraform token",
    severity: "critical",
    why: "It plans and applies infrastructure, and reads its state with all secrets in it.",
    fix: "Delete it under User, team or organisation settings, Tokens.",
    take: {
      kind: "token",
      keywords: [".atlasv1."],
      before: 14,
      pattern: /[A-Za-z\d]{14}\.atlasv1\.[\w-]{60,70}/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [{ path: "cli.tfrc", text: `token = "${make.base62(14)}.atlasv1.${make.urlSafe(67)}"` }],
      missed: [{ path: "cli.tfrc", text: `token = "${make.base62(14)}.atlasv1.${make.urlSafe(30)}"` }],
    }),
  },
  {
    id: "doppler-token",
    title: "Doppler token",
    severity: "critical",
    why: "It reads the secrets of its project or workplace.",
    fix: "Revoke it under Access in the project's config, or Tokens of the workplace.",
    take: {
      kind: "token",
      keywords: ["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
      pattern: /dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z\d_-]{2,35}\.)?[A-Za-z\d]{40,44}/y,
      shown: 6,
    },
    samples: (make) => ({
      found: [{ text: `dp.pt.${make.base62(43)}` }, { text: `dp.st.prd.${make.base62(43)}` }],
      missed: [{ text: `dp.pt.${make.base62(20)}` }],
    }),
  },
  {
    id: "buildkite-token",
    title: "Buildkite API token",
    severity: "high",
    why: "It starts builds and reads their logs and artefacts.",
    fix: "Revoke it under Personal settings, API access tokens.",
    take: { kind: "token", keywords: ["bkua_"], pattern: /bkua_[a-z\d]{40}/y, shown: 5 },
    samples: (make) => ({ found: [{ text: `bkua_${make.lower(40)}` }], missed: [{ text: `bkua_${make.lower(20)}` }] }),
  },
  {
    id: "circleci-token",
    title: "CircleCI token",
    severity: "high",
    why: "It starts pipelines and reads contexts' names and projects' settings.",
    fix: "Delete it under User settings, Personal API tokens, and rotate what the projects' contexts hold.",
    take: {
      kind: "token",
      keywords: ["CCIPAT_", "CCIPRJ_"],
      pattern: /CCIP(?:AT|RJ)_[A-Za-z\d]{22}_[a-f\d]{40}/y,
      shown: 7,
    },
    samples: (make) => ({
      found: [{ text: `CCIPAT_${make.base62(22)}_${make.hex(40)}` }],
      missed: [{ text: `CCIPAT_${make.base62(22)}_${make.hex(20)}` }],
    }),
  },
  {
    id: "pulumi-token",
    title: "Pulumi access token",
    severity: "critical",
    why: "It updates stacks and reads their state.",
    fix: "Delete it under Personal or organisation access tokens.",
    take: { kind: "token", keywords: ["pul-"], pattern: /pul-[a-f\d]{40}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `pul-${make.hex(40)}` }], missed: [{ text: `pul-${make.hex(20)}` }] }),
  },
  {
    id: "sonar-token",
    title: "SonarQube token",
    severity: "medium",
    why: "It reads code and findings, and uploads analyses.",
    fix: "Revoke it under My account, Security.",
    take: { kind: "token", keywords: ["squ_", "sqp_", "sqa_"], pattern: /sq[upa]_[a-f\d]{40}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `squ_${make.hex(40)}` }], missed: [{ text: `squ_${make.hex(20)}` }] }),
  },
  {
    id: "snyk-token",
    title: "Snyk API token",
    severity: "medium",
    why: "It reads the organisation's projects and their vulnerabilities.",
    fix: "Revoke and regenerate it under Account settings.",
    take: {
      kind: "assigned",
      near: ["snyk"],
      names: ["token", "apitoken", "apikey", "key"],
      pattern: /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `SNYK_TOKEN=${make.uuid()}` }],
      missed: [{ path: ".env", text: `SNYK_ORGANISATION=${make.uuid()}` }],
    }),
  },
  {
    id: "kubeconfig-client-key",
    title: "Client key in a kubeconfig",
    severity: "critical",
    why: "With the certificate beside it, it signs in to the cluster as that user until the certificate expires.",
    fix: "Client certificates cannot be revoked: take the user's role bindings away, or rotate the cluster's client CA, and sign in by OIDC.",
    references: ["https://kubernetes.io/docs/reference/access-authn-authz/authentication/"],
    take: { kind: "read", keywords: ["client-key-data"], far: true, read: readClientKey },
    precedence: 50,
    samples: (make) => ({
      found: [
        {
          path: "kube/config",
          text: `    client-key-data: ${Buffer.from(make.pem("EC PRIVATE KEY")).toString("base64")}`,
        },
      ],
      missed: [{ path: "kube/config", text: `    client-key-data: ${make.base64(80)}` }],
    }),
  },
  {
    id: "kubernetes-secret",
    title: "Value of a Kubernetes Secret",
    severity: "high",
    why: "It is what a workload signs in with, and base64 hides nothing.",
    fix: "Replace the value where it opens something, and keep the Secret out of the repository: External Secrets, Sealed Secrets or SOPS.",
    references: ["https://kubernetes.io/docs/concepts/configuration/secret/"],
    take: { kind: "read", keywords: ["kind: Secret"], far: true, read: readKubernetesSecret },
    precedence: 10,
    samples: (make) => ({
      found: [
        { path: "secret.yaml", text: secretManifest("data", Buffer.from(make.base62(20)).toString("base64")) },
        { path: "secret.yaml", text: secretManifest("stringData", make.base62(20)) },
      ],
      missed: [
        { path: "secret.yaml", text: secretManifest("data", Buffer.from("changeme").toString("base64")) },
        {
          path: "config.yaml",
          text: secretManifest("data", make.base62(20)).replace("kind: Secret", "kind: ConfigMap"),
        },
      ],
    }),
  },
];

const CLIENT_KEY = /^client-key-data"?\s{0,8}:\s{0,8}"?([A-Za-z\d+/]{40,16000}={0,2})/;

function* readClientKey({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const match = CLIENT_KEY.exec(bytes.toString("latin1", at, at + 16_384));
  const encoded = match?.[1];
  if (match === null || encoded === undefined) return;
  const start = at + match[0].length - encoded.length;
  const decoded = Buffer.from(encoded, "base64");
  const pem = readPem(decoded, 0);
  if (pem === undefined || typeof pem === "string") return yield { start, refused: "it does not decode to a key" };
  yield {
    value: decoded.toString("latin1"),
    start,
    end: start + encoded.length,
    frame: "assignment",
    name: "client-key-data",
    encoding: "base64",
    grade: "structure",
    evidence: [{ kind: "check", text: `it decodes to a PEM block: ${pem.label}` }],
  };
}

function secretManifest(field: "data" | "stringData", value: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\n${field}:\n  password: ${value}\ntype: Opaque\n`;
}
