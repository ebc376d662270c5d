import type { Detector } from "../detector.ts";

// One file a provider or two rather than one a detector: a detector is a few lines of data, and its neighbours are what one
// compares it with. The rule of each still has its own id and page; `rules.ts` makes it from what stands here.

/** Clouds and hosting, the two largest aside, which have files of their own. */
export const cloud: readonly Detector[] = [
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
      missed: [
        { path: ".env", text: "CLOUDFLARE_API_TOKEN=the-token-of-the-cloudflare-account-here" },
        { path: ".env", text: `CLOUDFLARE_ZONE_ID=${make.hex(32)}` },
      ],
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
      missed: [
        { path: "ci.yaml", text: "FASTLY_API_TOKEN: ${{ secrets.FASTLY_TOKEN }}" },
        { path: "ci.yaml", text: `FASTLY_SERVICE_ID: ${make.base62(22)}` },
      ],
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
