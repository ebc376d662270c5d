import type { Detector } from "../../detector.ts";
import { named, prefixed } from "./provider.ts";
import { base62, base64, between, hex, lower, padding, series, text, upper, urlSafe, uuid } from "./shape.ts";

/** Clouds and hosting besides the largest. Forms as the providers document them. */
export const hosting: readonly Detector[] = [
  prefixed(
    [
      "bedrock-api-key",
      "Amazon Bedrock API key",
      "high",
      "It runs models on the account, which pays for them.",
      "Delete the service-specific credential of its IAM user.",
    ],
    "ABSKQmVkcm9ja0FQSUtleS", // in base 64: BedrockAPIKey-
    series(between(base64, 91, 251), padding),
  ),
  prefixed(
    [
      "bedrock-session-key",
      "Amazon Bedrock short-term key",
      "medium",
      "It runs models on the account for the hours that it lives.",
      "End the session that made it; it expires within twelve hours.",
    ],
    "bedrock-api-key-",
    between(base64, 200, 1200),
  ),
  prefixed(
    [
      "cloudflare-origin-ca-key",
      "Cloudflare origin CA key",
      "high",
      "It issues and revokes certificates for the account's zones.",
      "Change it under My profile, API tokens, Origin CA key.",
    ],
    "v1.0-",
    series(hex(24), text("-"), hex(146)),
  ),
  prefixed(
    [
      "render-api-key",
      "Render API key",
      "high",
      "It deploys and reads the environment of every service of the workspace.",
      "Revoke it under Account settings, API keys.",
    ],
    "rnd_",
    base62(32),
  ),
  prefixed(
    [
      "fly-token",
      "Fly.io access token",
      "high",
      "It deploys applications and reads their secrets.",
      "Revoke it with `fly tokens revoke`.",
    ],
    "fo1_",
    urlSafe(43),
  ),
  prefixed(
    [
      "scalingo-token",
      "Scalingo token",
      "high",
      "It deploys and reads the environment of applications.",
      "Revoke it under Account, Tokens.",
    ],
    "tk-us-",
    urlSafe(48),
  ),
  prefixed(
    [
      "openshift-token",
      "OpenShift user token",
      "critical",
      "It acts in the cluster as its user.",
      "Log the user out with `oc logout`, or delete the OAuth access token.",
    ],
    "sha256~",
    urlSafe(43),
  ),
  prefixed(
    [
      "yandex-cloud-api-key",
      "Yandex Cloud API key",
      "high",
      "It acts as its service account.",
      "Delete it with `yc iam api-key delete`.",
    ],
    "AQVN",
    urlSafe(36),
  ),
  prefixed(
    [
      "tencent-cloud-secret-id",
      "Tencent Cloud secret id",
      "medium",
      "It names a key; its secret is often near.",
      "Disable the key under Access management, API keys.",
    ],
    "AKID",
    base62(32),
  ),
  named(
    [
      "tencent-cloud-secret-key",
      "Tencent Cloud secret key",
      "critical",
      "With its id it signs requests as the account or sub-user.",
      "Disable the key under Access management, API keys.",
    ],
    ["tencent", "qcloud"],
    ["secretkey", "secret"],
    base62(32),
  ),
  named(
    [
      "linode-token",
      "Linode token",
      "critical",
      "It creates and deletes machines and disks within its scopes.",
      "Revoke it under My profile, API tokens.",
    ],
    ["linode"],
    ["token", "apikey", "accesstoken"],
    hex(64),
  ),
  named(
    [
      "hetzner-cloud-token",
      "Hetzner Cloud token",
      "critical",
      "It creates, reads and deletes everything in its project.",
      "Delete it under Security, API tokens of the project.",
    ],
    ["hcloud", "hetzner"],
    ["token", "apitoken", "apikey"],
    base62(64),
  ),
  named(
    [
      "vultr-api-key",
      "Vultr API key",
      "critical",
      "It creates and deletes machines of the account.",
      "Regenerate it under Account, API.",
    ],
    ["vultr"],
    ["apikey", "token", "key"],
    upper(36),
  ),
  named(
    [
      "scaleway-secret-key",
      "Scaleway secret key",
      "critical",
      "It acts as its user or application in the organisation.",
      "Delete it under IAM, API keys.",
    ],
    ["scaleway", "scw_"],
    ["secretkey", "secret", "token"],
    uuid,
  ),
  named(
    [
      "ovh-credential",
      "OVHcloud application secret or consumer key",
      "high",
      "With the application's key it acts as the customer.",
      "Remove the application's access in the API console.",
    ],
    ["ovh"],
    ["applicationsecret", "appsecret", "consumerkey"],
    lower(32),
  ),
  named(
    [
      "ibm-cloud-api-key",
      "IBM Cloud API key",
      "critical",
      "It acts as its user or service id.",
      "Delete it under Manage, Access, API keys.",
    ],
    ["ibmcloud", "ibm_cloud", "ibm-cloud", "bluemix"],
    ["apikey", "key"],
    urlSafe(44),
  ),
  named(
    [
      "vercel-token",
      "Vercel token",
      "high",
      "It deploys, and reads the environment of the projects in its scope.",
      "Delete it under Account settings, Tokens.",
    ],
    ["vercel", "zeit"],
    ["token", "accesstoken"],
    base62(24),
  ),
  named(
    [
      "civo-api-key",
      "Civo API key",
      "high",
      "It creates and deletes clusters and machines of the account.",
      "Regenerate it under Profile, Security.",
    ],
    ["civo"],
    ["token", "apikey"],
    base62(50),
  ),
  named(
    [
      "meraki-api-key",
      "Cisco Meraki API key",
      "critical",
      "It reads and changes the configuration of networks and devices.",
      "Revoke it under My profile.",
    ],
    ["meraki"],
    ["apikey", "key", "token"],
    hex(40),
  ),
];
