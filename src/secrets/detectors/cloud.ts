import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { readPem } from "../frames/pem.ts";

// One file a family rather than one a detector: a detector is a few lines of data, and its neighbours are what one
// compares it with. The rule of each still has its own id and page; `rules.ts` makes it from what stands here.

export const cloud: readonly Detector[] = [
  {
    id: "aws-secret-access-key",
    title: "AWS secret access key",
    severity: "critical",
    why: "With its key id it signs requests to AWS as the user or role it belongs to.",
    fix: "Deactivate and delete the access key in IAM, make a new one or move to a role, and look through CloudTrail for its use.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"],
    aliases: ["gitleaks:aws-access-token", "trufflehog:AWS"],
    take: {
      kind: "assigned",
      near: ["aws", "amazon", "s3", "akia", "asia"],
      names: ["secretaccesskey", "secretkey", "awssecret", "accesskeysecret", "secret", "accesskey"],
      pattern: /[A-Za-z\d/+]{40}/y,
    },
    pairsWith: { detector: "aws-access-key-id", lines: 10 },
    samples: (make) => ({
      found: [
        { path: ".env", text: `AWS_SECRET_ACCESS_KEY=${make.base64(40)}` },
        {
          path: "aws.ini",
          text: `aws_access_key_id = AKIA${make.of(BASE32, 16)}\naws_secret_access_key = ${make.base64(40)}`,
        },
      ],
      missed: [
        { path: ".env", text: `AWS_SECRET_ACCESS_KEY=${make.base64(39)}` },
        { path: ".env", text: "AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY_OF_THE_BUILD_ACCOUNT}" },
      ],
    }),
  },
  {
    id: "aws-access-key-id",
    title: "AWS access key id",
    severity: "medium",
    why: "It names a key and its account; alone it opens nothing, but its secret is often near, or in the same history.",
    fix: "Look for its secret beside it; deactivate the key in IAM if that was ever in the same place.",
    references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"],
    take: { kind: "token", keywords: ["AKIA", "ASIA"], pattern: /(?:AKIA|ASIA)[A-Z2-7]{16}/y, shown: 4 },
    check: (value) => ({
      grade: "shape",
      evidence: [{ kind: "check", text: `its characters, decoded, name the account ${accountOf(value)}` }],
    }),
    samples: (make) => ({
      found: [{ text: `key id AKIA${make.of(BASE32, 16)}` }],
      missed: [{ text: `AKIA${make.of("abcdefgh", 16)}` }, { text: `the key AKIA${make.of(BASE32, 9)}EXAMPLE` }],
    }),
  },
  {
    id: "google-api-key",
    title: "Google API key",
    severity: "high",
    why: "It bills its project for every API that it is not restricted from.",
    fix: "Delete the key under APIs & Services, Credentials; make a new one with restrictions.",
    references: ["https://cloud.google.com/docs/authentication/api-keys"],
    take: { kind: "token", keywords: ["AIza"], pattern: /AIza[\w-]{35}/y, shown: 4 },
    samples: (make) => ({
      found: [{ path: "map.js", text: `const key = "AIza${make.urlSafe(35)}";` }],
      missed: [{ text: `AIza${make.urlSafe(30)}` }],
    }),
  },
  {
    id: "google-service-account",
    title: "Google service account key",
    severity: "critical",
    why: "It signs in as the service account, from anywhere, without expiry.",
    fix: "Delete the key of the service account in IAM (its private_key_id says which), and use workload identity instead.",
    references: ["https://cloud.google.com/iam/docs/keys-create-delete"],
    take: { kind: "read", keywords: ['"private_key"'], far: true, read: readServiceAccount },
    precedence: 60,
    samples: (make) => ({
      found: [{ path: "account.json", text: serviceAccount(make.pem("PRIVATE KEY"), "service_account") }],
      missed: [{ path: "account.json", text: serviceAccount("none", "service_account") }],
    }),
  },
  {
    id: "google-oauth-client-secret",
    title: "Google OAuth client secret",
    severity: "high",
    why: "It lets others pose as your application when people sign in with Google.",
    fix: "Add a new secret to the OAuth client under APIs & Services, Credentials, then disable and delete this one.",
    take: { kind: "token", keywords: ["GOCSPX-"], pattern: /GOCSPX-[\w-]{28}/y, shown: 7 },
    samples: (make) => ({
      found: [{ text: `GOCSPX-${make.urlSafe(28)}` }],
      missed: [{ text: `GOCSPX-${make.urlSafe(20)}` }],
    }),
  },
  {
    id: "google-access-token",
    title: "Google OAuth access token",
    severity: "medium",
    why: "It acts as whoever signed in, for the hour that it lives.",
    fix: "Revoke it at https://oauth2.googleapis.com/revoke, and the refresh token that it came from.",
    take: { kind: "token", keywords: ["ya29."], pattern: /ya29\.[\w-]{40,300}/y, reach: 320, shown: 5 },
    samples: (make) => ({
      found: [{ text: `Bearer ya29.${make.urlSafe(120)}` }],
      missed: [{ text: `ya29.${make.urlSafe(20)}` }],
    }),
  },
  {
    id: "azure-storage-key",
    title: "Azure storage account key",
    severity: "critical",
    why: "It reads, writes and deletes everything in the storage account.",
    fix: "Rotate the key in the storage account under Access keys (or: az storage account keys renew), and move to Entra identities.",
    references: ["https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage"],
    take: {
      kind: "token",
      keywords: ["AccountKey="],
      pattern: /AccountKey=(?<value>[A-Za-z\d+/]{86}==)/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [{ text: `DefaultEndpointsProtocol=https;AccountName=data;AccountKey=${make.base64(86)}==;` }],
      missed: [{ text: `DefaultEndpointsProtocol=https;AccountName=data;AccountKey=${make.base64(60)}==;` }],
    }),
  },
  {
    id: "azure-shared-access-key",
    title: "Azure Service Bus or Event Hubs key",
    severity: "high",
    why: "It sends and receives messages under the policy that it belongs to.",
    fix: "Regenerate the key of the shared access policy in the namespace.",
    take: {
      kind: "token",
      keywords: ["SharedAccessKey="],
      pattern: /SharedAccessKey=(?<value>[A-Za-z\d+/]{43}=)/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [
        {
          text: `Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKeyName=All;SharedAccessKey=${make.base64(43)}=`,
        },
      ],
      missed: [{ text: `SharedAccessKeyName=All;SharedAccessKey=${make.base64(20)}=` }],
    }),
  },
  {
    id: "azure-client-secret",
    title: "Microsoft Entra client secret",
    severity: "critical",
    why: "With the application's id it signs in as that application, with all its roles.",
    fix: "Delete the secret under App registrations, Certificates & secrets; prefer a federated credential.",
    take: {
      kind: "token",
      keywords: [..."0123456789"].map((digit) => `${digit}Q~`),
      before: 3,
      pattern: /[\w~.-]{3}\dQ~[\w~.-]{31,34}/y,
      shown: 0,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `AZURE_CLIENT_SECRET=${make.base62(3)}8Q~${make.urlSafe(34)}` }],
      missed: [{ path: ".env", text: `AZURE_NAME=${make.base62(3)}8Q~${make.urlSafe(12)}` }],
    }),
  },
  {
    id: "digitalocean-token",
    title: "DigitalOcean token",
    severity: "critical",
    why: "It manages the team's machines, registries and clusters.",
    fix: "Delete it under API, Tokens in the control panel.",
    take: { kind: "token", keywords: ["dop_v1_", "doo_v1_", "dor_v1_"], pattern: /do[por]_v1_[a-f\d]{64}/y, shown: 7 },
    samples: (make) => ({
      found: [{ text: `dop_v1_${make.hex(64)}` }],
      missed: [{ text: `dop_v1_${make.hex(40)}` }],
    }),
  },
  {
    id: "heroku-api-key",
    title: "Heroku API key",
    severity: "high",
    why: "It deploys to, reads and deletes the account's applications.",
    fix: "Regenerate the API key in the account settings, or revoke it with: heroku authorizations:revoke.",
    take: {
      kind: "assigned",
      near: ["heroku"],
      names: ["apikey", "apitoken", "token", "key", "secret"],
      pattern: /(?:HRKU-[\w-]{40,64}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})/iy,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `HEROKU_API_KEY=${make.uuid()}` }],
      missed: [{ path: ".env", text: `PROJECT_KEY=${make.uuid()}` }],
    }),
  },
  {
    id: "cloudflare-api-token",
    title: "Cloudflare API token",
    severity: "high",
    why: "It changes DNS, workers and firewall rules within its permissions; the global key has all of them.",
    fix: "Roll or delete it under My Profile, API Tokens.",
    take: {
      kind: "assigned",
      near: ["cloudflare", "cf_api", "cf_token", "cfapi"],
      names: ["apitoken", "apikey", "token", "key", "globalapikey"],
      pattern: /(?:[\w-]{40}|[a-f\d]{37})/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `CLOUDFLARE_API_TOKEN=${make.urlSafe(40)}` }],
      missed: [{ path: ".env", text: "CLOUDFLARE_API_TOKEN=the-token-of-the-cloudflare-account-here" }],
    }),
  },
  {
    id: "fastly-api-token",
    title: "Fastly API token",
    severity: "high",
    why: "It changes and purges the services in front of your sites.",
    fix: "Delete it under Account, API tokens.",
    take: { kind: "assigned", near: ["fastly"], names: ["apitoken", "apikey", "token", "key"], pattern: /[\w-]{32}/y },
    samples: (make) => ({
      found: [{ path: "ci.yaml", text: `FASTLY_API_TOKEN: ${make.urlSafe(32)}` }],
      missed: [{ path: "ci.yaml", text: "FASTLY_API_TOKEN: ${{ secrets.FASTLY_TOKEN }}" }],
    }),
  },
  {
    id: "alibaba-access-key-id",
    title: "Alibaba Cloud access key id",
    severity: "medium",
    why: "It names a key; its secret is often near.",
    fix: "Disable and delete the access key in the RAM console if its secret was ever beside it.",
    take: { kind: "token", keywords: ["LTAI"], pattern: /LTAI[A-Za-z\d]{20}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `LTAI${make.base62(20)}` }], missed: [{ text: `LTAI${make.base62(9)}` }] }),
  },
  {
    id: "databricks-token",
    title: "Databricks access token",
    severity: "high",
    why: "It runs jobs and reads data as its user.",
    fix: "Revoke it under Settings, Developer, Access tokens.",
    take: { kind: "token", keywords: ["dapi"], pattern: /dapi[a-f\d]{32}(?:-\d)?/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `dapi${make.hex(32)}` }], missed: [{ text: `dapi${make.hex(20)}` }] }),
  },
  {
    id: "netlify-token",
    title: "Netlify access token",
    severity: "high",
    why: "It deploys to and reconfigures the sites of its user.",
    fix: "Delete it under User settings, Applications.",
    take: { kind: "token", keywords: ["nfp_"], pattern: /nfp_[A-Za-z\d]{36}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `nfp_${make.base62(36)}` }], missed: [{ text: `nfp_${make.base62(30)}` }] }),
  },
  {
    id: "supabase-token",
    title: "Supabase access token",
    severity: "high",
    why: "It manages the projects and databases of its user.",
    fix: "Delete it under Account, Access tokens.",
    take: { kind: "token", keywords: ["sbp_"], pattern: /sbp_[a-f\d]{40}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `sbp_${make.hex(40)}` }], missed: [{ text: `sbp_${make.hex(30)}` }] }),
  },
  {
    id: "planetscale-token",
    title: "PlanetScale token or password",
    severity: "high",
    why: "It opens the database, or manages it.",
    fix: "Delete the service token or the branch's password in the organisation's settings.",
    take: { kind: "token", keywords: ["pscale_"], pattern: /pscale_(?:tkn|pw|oauth)_[\w.-]{32,64}/y, shown: 7 },
    samples: (make) => ({
      found: [{ text: `pscale_pw_${make.urlSafe(43)}` }],
      missed: [{ text: `pscale_pw_${make.urlSafe(20)}` }],
    }),
  },
];

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The account that a key id names: its characters from the fifth on are base 32, and 40 bits of them after the first are
 * the account's number. Holds for ids made since 2019. Source:
 * https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
 */
function accountOf(keyId: string): string {
  let bits = 0n;
  for (const character of keyId.slice(4, 14)) bits = (bits << 5n) | BigInt(BASE32.indexOf(character));
  const firstSixBytes = bits >> 2n;
  return String((firstSixBytes & 0x7fffffffff80n) >> 7n).padStart(12, "0");
}

const AROUND = 4096;

/** The key of a service account's JSON: proven when the file has the account's mail address and the key parses. */
function* readServiceAccount({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const head = /^"private_key"\s{0,8}:\s{0,8}"/.exec(bytes.toString("latin1", at, at + 40))?.[0];
  if (head === undefined) return;
  const start = at + head.length;
  const pem = readPem(bytes, start);
  if (pem === undefined) return;
  if (typeof pem === "string") return yield { start, refused: pem };
  const around = bytes.toString("latin1", Math.max(0, at - AROUND), pem.end + AROUND);
  const account = /"client_email"\s{0,8}:\s{0,8}"([\w.@-]{1,200})"/.exec(around)?.[1];
  if (account === undefined || !/"type"\s{0,8}:\s{0,8}"service_account"/.test(around)) return;
  const tail = bytes.toString("latin1", pem.end, pem.end + 2) === "\\n" ? 2 : 0;
  yield {
    value: bytes.toString("latin1", start, pem.end + tail),
    start,
    end: pem.end + tail,
    frame: "document",
    name: account,
    grade: "structure",
    evidence: [{ kind: "check", text: `a whole service account document for ${account}, and its key decodes` }],
  };
}

function serviceAccount(key: string, type: string): string {
  return JSON.stringify(
    {
      type,
      project_id: "p",
      private_key_id: "1f",
      private_key: `${key}\n`,
      client_email: "robot@p.iam.gserviceaccount.com",
    },
    undefined,
    2,
  );
}
