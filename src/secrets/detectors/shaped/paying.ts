import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, base64, hex, lower, series, text, upper, urlSafe, uuid } from "./shape.ts";

/** What takes money and trades. Forms as the providers document them. */
export const paying: readonly Detector[] = [
  prefixed(
    [
      "plaid-access-token",
      "Plaid access token",
      "high",
      "With the client's secret it reads the bank accounts of one person.",
      "Remove the item with /item/remove, or rotate it with /item/access_token/invalidate.",
    ],
    "access-production-",
    uuid,
  ),
  named(
    [
      "plaid-secret",
      "Plaid secret",
      "critical",
      "With the client id and the access tokens it reads bank accounts.",
      "Rotate it under Developers, Keys.",
    ],
    ["plaid"],
    ["secret", "secretkey"],
    hex(30),
  ),
  prefixed(
    [
      "razorpay-key-id",
      "Razorpay live key id",
      "low",
      "It names a key; its secret is often near.",
      "Regenerate the key under Account settings, API keys.",
    ],
    "rzp_live_",
    base62(14),
  ),
  named(
    [
      "razorpay-secret",
      "Razorpay key secret",
      "critical",
      "With its id it takes and refunds payments.",
      "Regenerate the key under Account settings, API keys.",
    ],
    ["razorpay"],
    ["keysecret", "secret"],
    base62(24),
  ),
  prefixed(
    [
      "mollie-key",
      "Mollie live API key",
      "critical",
      "It takes payments and refunds them, and reads who paid.",
      "Reset it under Developers, API keys.",
    ],
    "live_",
    base62(30),
  ),
  prefixed(
    [
      "paddle-key",
      "Paddle live API key",
      "critical",
      "It reads customers and changes subscriptions.",
      "Revoke it under Developer tools, Authentication.",
    ],
    "pdl_live_apikey_",
    series(lower(26), text("_"), base62(22), text("_"), base62(3)),
  ),
  prefixed(
    [
      "easypost-key",
      "EasyPost production key",
      "high",
      "It buys shipping labels, which the account pays for.",
      "Disable it under Account settings, API keys.",
    ],
    "EZAK",
    base62(54),
  ),
  prefixed(
    [
      "shippo-key",
      "Shippo live token",
      "high",
      "It buys shipping labels, which the account pays for.",
      "Revoke it under Settings, API.",
    ],
    "shippo_live_",
    hex(40),
  ),
  prefixed(
    [
      "duffel-token",
      "Duffel live token",
      "high",
      "It books travel on the account.",
      "Revoke it under Developers, Access tokens.",
    ],
    "duffel_live_",
    urlSafe(43),
  ),
  named(
    [
      "binance-secret",
      "Binance API secret",
      "critical",
      "With its key it trades, and pays out where it may.",
      "Delete the key under API management.",
    ],
    ["binance"],
    ["secret", "secretkey", "apisecret"],
    base62(64),
  ),
  named(
    [
      "coinbase-secret",
      "Coinbase API secret",
      "critical",
      "With its key it trades and pays out within its permissions.",
      "Delete the key under Settings, API.",
    ],
    ["coinbase"],
    ["apisecret", "secret"],
    base64(64),
  ),
  named(
    [
      "kraken-secret",
      "Kraken private key",
      "critical",
      "With its key it trades, and pays out where it may.",
      "Delete the key under Settings, API.",
    ],
    ["kraken"],
    ["privatekey", "apisecret", "secret"],
    series(base64(86), text("==")),
  ),
  named(
    [
      "infura-key",
      "Infura project key or secret",
      "medium",
      "It sends requests to chains on the project.",
      "Regenerate it under the project's settings.",
    ],
    ["infura"],
    ["projectsecret", "apikey", "apisecret", "secret"],
    hex(32),
  ),
  named(
    [
      "alchemy-key",
      "Alchemy API key",
      "medium",
      "It sends requests to chains on the account, which pays for them.",
      "Delete the application and make a new one.",
    ],
    ["alchemy"],
    ["apikey", "key"],
    urlSafe(32),
  ),
  named(
    ["etherscan-key", "Etherscan API key", "low", "It asks the explorer as your account.", "Delete it under API keys."],
    ["etherscan", "polygonscan", "bscscan"],
    ["apikey", "key"],
    upper(34),
  ),
];
