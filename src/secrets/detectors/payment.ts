import type { Detector } from "../detector.ts";

export const payment: readonly Detector[] = [
  {
    id: "stripe-key",
    title: "Stripe live key",
    severity: "critical",
    why: "It charges, refunds and pays out in live mode, and reads customers.",
    fix: "Roll the key under Developers, API keys.",
    references: ["https://docs.stripe.com/keys"],
    aliases: ["gitleaks:stripe-access-token", "trufflehog:Stripe"],
    take: {
      kind: "token",
      keywords: ["sk_live_", "rk_live_"],
      pattern: /[sr]k_live_[A-Za-z\d]{16,247}/y,
      reach: 260,
      shown: 8,
    },
    samples: (make) => ({
      found: [{ path: "pay.rb", text: `Stripe.api_key = "sk_live_${make.base62(24)}"` }],
      missed: [{ text: `sk_live_${make.base62(8)}` }, { text: "sk_live_your_key" }],
    }),
  },
  {
    id: "stripe-webhook-secret",
    title: "Stripe webhook signing secret",
    severity: "medium",
    why: "It signs events that your endpoint will believe.",
    fix: "Roll the secret of the endpoint under Developers, Webhooks.",
    take: { kind: "token", keywords: ["whsec_"], pattern: /whsec_[A-Za-z\d+/]{32,64}/y, shown: 6 },
    samples: (make) => ({
      found: [{ text: `whsec_${make.base62(32)}` }],
      missed: [{ text: `whsec_${make.base62(10)}` }],
    }),
  },
  {
    id: "square-token",
    title: "Square access token or secret",
    severity: "critical",
    why: "It takes payments and reads customers as the merchant.",
    fix: "Replace it under the application's Credentials in the developer dashboard.",
    take: {
      kind: "token",
      keywords: ["sq0atp-", "sq0csp-", "EAAAE", "EAAAl"],
      pattern: /(?:sq0atp-[\w-]{22}|sq0csp-[\w-]{43}|EAAA[El][\w-]{59})/y,
      shown: 4,
    },
    samples: (make) => ({
      found: [{ text: `sq0csp-${make.urlSafe(43)}` }],
      missed: [{ text: `sq0csp-${make.urlSafe(14)}` }],
    }),
  },
  {
    id: "paypal-secret",
    title: "PayPal client secret",
    severity: "critical",
    why: "With the client's id it takes and refunds payments as the merchant.",
    fix: "Add a new secret to the application in the developer dashboard, then disable and delete this one.",
    take: {
      kind: "assigned",
      near: ["paypal"],
      names: ["secret", "clientsecret", "secretkey"],
      pattern: /E[A-Za-z\d_-]{79}/y,
    },
    samples: (make) => ({
      found: [{ path: ".env", text: `PAYPAL_CLIENT_SECRET=E${make.urlSafe(79)}` }],
      missed: [{ path: ".env", text: `PAYPAL_CLIENT_ID=A${make.urlSafe(79)}` }],
    }),
  },
  {
    id: "braintree-token",
    title: "Braintree access token",
    severity: "critical",
    why: "It takes and refunds payments as the merchant.",
    fix: "Revoke it in the control panel, under the merchant's API settings.",
    take: {
      kind: "token",
      keywords: ["access_token$production$"],
      pattern: /access_token\$production\$[a-z\d]{16}\$[a-f\d]{32}/y,
      shown: 24,
    },
    samples: (make) => ({
      found: [{ text: `access_token$production$${make.lower(16)}$${make.hex(32)}` }],
      missed: [{ text: `access_token$production$${make.lower(16)}$${make.hex(8)}` }],
    }),
  },
  {
    id: "shopify-token",
    title: "Shopify token or secret",
    severity: "high",
    why: "It reads and changes the shop within its scopes.",
    fix: "Uninstall and reinstall the application, or rotate its secret in the partner dashboard.",
    take: {
      kind: "token",
      keywords: ["shpat_", "shpss_", "shpca_", "shppa_"],
      pattern: /shp(?:at|ss|ca|pa)_[a-fA-F\d]{32}/y,
      shown: 6,
    },
    samples: (make) => ({ found: [{ text: `shpat_${make.hex(32)}` }], missed: [{ text: `shpat_${make.hex(20)}` }] }),
  },
  {
    id: "flutterwave-key",
    title: "Flutterwave secret key",
    severity: "high",
    why: "It moves money as the merchant.",
    fix: "Regenerate it under Settings, API.",
    take: { kind: "token", keywords: ["FLWSECK-"], pattern: /FLWSECK-[a-f\d]{32}-(?:[a-f\d]{11}vt-)?X/y, shown: 8 },
    samples: (make) => ({
      found: [{ text: `FLWSECK-${make.hex(32)}-X` }],
      missed: [{ text: `FLWSECK-${make.hex(8)}-X` }],
    }),
  },
];
