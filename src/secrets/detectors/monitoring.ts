import type { Detector } from "../detector.ts";

export const monitoring: readonly Detector[] = [
  {
    id: "datadog-key",
    title: "Datadog API or application key",
    severity: "high",
    why: "The API key sends data as yours; the application key also reads it and changes monitors.",
    fix: "Revoke it under Organization settings, API keys or Application keys.",
    take: {
      kind: "assigned",
      near: ["datadog", "dd_api", "dd_app", "ddapi", "ddapp"],
      names: ["apikey", "appkey", "applicationkey", "key", "token"],
      pattern: /(?:[a-f\d]{40}|[a-f\d]{32})/y,
    },
    samples: (make) => ({
      found: [
        { path: ".env", text: `DD_API_KEY=${make.hex(32)}` },
        { path: "values.yaml", text: `datadog:\n  apiKey: ${make.hex(32)}` },
      ],
      missed: [{ path: ".env", text: `DD_TRACE_ID=${make.hex(32)}` }],
    }),
  },
  {
    id: "newrelic-key",
    title: "New Relic key",
    severity: "high",
    why: "A user key reads and changes the account; a licence key sends data as yours.",
    fix: "Delete it under API keys.",
    take: {
      kind: "token",
      keywords: ["NRAK-", "NRII-", "NRRA-"],
      pattern: /NR(?:AK-[A-Z\d]{27}|II-[\w-]{32}|RA-[a-f\d]{42})/y,
      shown: 5,
    },
    samples: (make) => ({ found: [{ text: `NRAK-${make.upper(27)}` }], missed: [{ text: `NRAK-${make.upper(12)}` }] }),
  },
  {
    id: "newrelic-license-key",
    title: "New Relic licence key",
    severity: "medium",
    why: "It sends telemetry as yours and is billed to your account.",
    fix: "Delete it under API keys.",
    take: { kind: "token", keywords: ["NRAL"], before: 36, pattern: /[a-f\d]{36}NRAL/y, shown: 0 },
    samples: (make) => ({
      found: [{ text: `key ${make.hex(36)}NRAL` }],
      missed: [{ text: `key ${make.hex(20)}NRAL` }],
    }),
  },
  {
    id: "sentry-token",
    title: "Sentry auth token",
    severity: "high",
    why: "It reads errors with the data in them, and uploads source maps.",
    fix: "Revoke it under Settings, Auth tokens.",
    take: {
      kind: "token",
      keywords: ["sntrys_", "sntryu_"],
      pattern: /sntry(?:s_eyJ[A-Za-z\d+/=]{40,400}_[A-Za-z\d+/]{43}|u_[a-f\d]{64})/y,
      reach: 480,
      shown: 7,
    },
    samples: (make) => ({
      found: [
        { text: `sntryu_${make.hex(64)}` },
        {
          text: `sntrys_${Buffer.from(`{"iat":1,"url":"https://sentry.test","org":"${make.lower(12)}"}`).toString("base64")}_${make.base64(43)}`,
        },
      ],
      missed: [{ text: `sntryu_${make.hex(30)}` }],
    }),
  },
  {
    id: "grafana-token",
    title: "Grafana service account or cloud token",
    severity: "high",
    why: "It reads dashboards and the data sources behind them within its role.",
    fix: "Delete it under Administration, Service accounts (or Access policies in the cloud portal).",
    take: {
      kind: "token",
      keywords: ["glsa_", "glc_eyJ"],
      pattern: /gl(?:sa_[A-Za-z\d]{32}_[A-Fa-f\d]{8}|c_eyJ[A-Za-z\d+/]{60,400}={0,2})/y,
      reach: 420,
      shown: 5,
    },
    samples: (make) => ({
      found: [{ text: `glsa_${make.base62(32)}_${make.hex(8)}` }],
      missed: [{ text: `glsa_${make.base62(32)}` }],
    }),
  },
  {
    id: "grafana-api-key",
    title: "Grafana API key",
    severity: "high",
    why: "It reads, and with a greater role writes, dashboards and the data sources behind them.",
    fix: "Delete it under Administration, API keys, and use a service account.",
    references: ["https://grafana.com/docs/grafana/latest/administration/service-accounts/migrate-api-keys/"],
    take: {
      kind: "token",
      keywords: ["eyJrIjoi"],
      pattern: /eyJrIjoi[A-Za-z\d+/]{40,400}={0,2}/y,
      reach: 412,
      shown: 0,
    },
    check: (value) =>
      /^\{"k":"\w+","n":"[^"]*","id":\d+\}$/.test(Buffer.from(value, "base64").toString("utf8"))
        ? { grade: "structure", evidence: [{ kind: "check", text: "it decodes to a key, a name and an organisation" }] }
        : { refused: "it does not decode to what Grafana puts into a key" },
    samples: (make) => ({
      found: [
        { path: "call.sh", text: `curl -H "X-Key: ${grafanaKey(make.base62(32))}"` },
        { path: ".env", text: `GRAFANA_API_KEY=${grafanaKey(make.base62(32))}` },
      ],
      missed: [
        { path: ".env", text: `GRAFANA_VIEW=${Buffer.from(`{"k":"${make.base62(32)}"}`).toString("base64")}` },
        { path: "notes.txt", text: grafanaKey(make.base62(32)).slice(0, 40) },
      ],
    }),
  },
  {
    id: "pagerduty-key",
    title: "PagerDuty API key",
    severity: "medium",
    why: "It opens and closes incidents, and reads who is on call.",
    fix: "Remove it under Integrations, API access keys.",
    take: {
      kind: "assigned",
      near: ["pagerduty", "pager_duty"],
      names: ["apikey", "apitoken", "token", "key", "integrationkey", "routingkey", "servicekey"],
      pattern: /(?:u\+[\w-]{18}|y_[\w-]{18}|[A-Za-z\d+_-]{20}|[a-f\d]{32})/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `PAGERDUTY_API_KEY=u+${make.urlSafe(18)}` }],
      missed: [
        { path: ".env", text: "PAGERDUTY_API_KEY=the-integration-key1" },
        { path: ".env", text: `PAGERDUTY_SERVICE=P${make.upper(6)}` },
      ],
    }),
  },
  {
    id: "dynatrace-token",
    title: "Dynatrace token",
    severity: "high",
    why: "It reads metrics, logs and settings within its scopes.",
    fix: "Revoke it under Access tokens.",
    take: {
      kind: "token",
      keywords: ["dt0c01.", "dt0s01.", "dt0s02."],
      pattern: /dt0[cs]0[12]\.[A-Z\d]{8,24}\.[A-Z\d]{64}/y,
      shown: 7,
    },
    samples: (make) => ({
      found: [{ text: `dt0c01.${make.upper(24)}.${make.upper(64)}` }],
      missed: [{ text: `dt0c01.${make.upper(24)}` }],
    }),
  },
  {
    id: "posthog-key",
    title: "PostHog personal key",
    severity: "medium",
    why: "It reads what the users of your projects do, event by event.",
    fix: "Delete it under Personal API keys.",
    take: { kind: "token", keywords: ["phx_"], pattern: /phx_[A-Za-z\d]{43,60}/y, shown: 4 },
    samples: (make) => ({ found: [{ text: `phx_${make.base62(47)}` }], missed: [{ text: `phx_${make.base62(20)}` }] }),
  },
  {
    id: "launchdarkly-key",
    title: "LaunchDarkly key",
    severity: "medium",
    why: "It reads, or with an API key changes, feature flags.",
    fix: "Reset the SDK key under Environments, or delete the token under Authorization.",
    take: {
      kind: "assigned",
      near: ["launchdarkly", "launch_darkly", "ld_"],
      names: ["sdkkey", "apikey", "key", "token", "accesstoken"],
      pattern: /(?:sdk|api)-[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `LAUNCHDARKLY_SDK_KEY=sdk-${make.uuid()}` }],
      missed: [{ path: ".env", text: `LAUNCHDARKLY_SDK_KEY=sdk-${make.hex(8)}` }],
    }),
  },
];

function grafanaKey(secret: string): string {
  return Buffer.from(JSON.stringify({ k: secret, n: "ci", id: 1 })).toString("base64");
}
