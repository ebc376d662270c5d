import type { Detector } from "../../detector.ts";
import { named, prefixed, signed } from "./provider.ts";
import { base62, base64, between, digits, hex, lower, series, text, upper, urlSafe } from "./shape.ts";

/** Private networks, tunnels, clusters and what guards their doors. Forms as the providers issue them. */
export const networks: readonly Detector[] = [
  prefixed(
    [
      "tailscale-api-key",
      "Tailscale API key",
      "critical",
      "It changes the network's machines, rules and keys.",
      "Revoke it under Settings, Keys.",
    ],
    "tskey-api-",
    between(urlSafe, 20, 80),
  ),
  prefixed(
    [
      "tailscale-auth-key",
      "Tailscale auth key",
      "critical",
      "Whoever holds it joins machines to the network until it expires.",
      "Revoke it under Settings, Keys, and look for machines that joined with it.",
    ],
    "tskey-auth-",
    between(urlSafe, 20, 80),
  ),
  prefixed(
    [
      "tailscale-oauth-secret",
      "Tailscale OAuth client secret",
      "critical",
      "It makes access tokens and auth keys within its scopes, and does not expire.",
      "Revoke the client under Settings, OAuth clients.",
    ],
    "tskey-client-",
    between(urlSafe, 20, 80),
  ),
  prefixed(
    [
      "defined-networking-key",
      "Defined Networking key",
      "critical",
      "It enrols hosts in the overlay network, and changes it.",
      "Delete it under API keys in the admin panel.",
    ],
    "dnkey-",
    series(base62(26), text("-"), base62(52)),
  ),
  named(
    [
      "zerotier-token",
      "ZeroTier token",
      "critical",
      "It admits and removes members of the account's networks.",
      "Delete it under Account, API access tokens.",
    ],
    ["zerotier"],
    ["token", "apikey"],
    base62(32),
  ),
  named(
    [
      "ngrok-token",
      "ngrok authtoken",
      "medium",
      "It opens tunnels in the account's name, under its domains.",
      "Reset it under Your authtoken in the dashboard.",
    ],
    ["ngrok"],
    ["authtoken", "token"],
    series(base62(27), text("_"), digits(1), base62(20)),
  ),
  prefixed(
    [
      "docker-swarm-token",
      "Docker Swarm join token",
      "critical",
      "It joins a machine to the swarm, as a manager when it is the managers' one.",
      "Rotate it: `docker swarm join-token --rotate worker` (or `manager`), and look through the list of nodes.",
    ],
    "SWMTKN-1-",
    series(lower(50), text("-"), lower(25)),
  ),
  prefixed(
    [
      "docker-swarm-unlock-key",
      "Docker Swarm unlock key",
      "high",
      "It opens the encrypted state of a manager whose disk one has.",
      "Rotate it: `docker swarm unlock-key --rotate`.",
    ],
    "SWMKEY-1-",
    base64(43),
  ),
  signed(
    [
      "k3s-token",
      "K3s server token",
      "critical",
      "It joins machines to the cluster, servers too, and opens its bootstrap data.",
      "Rotate it: `k3s token rotate`, then restart the servers with the new one.",
    ],
    series(text("K10"), hex(64)),
    "::server:",
    hex(32),
  ),
  named(
    [
      "kubeadm-token",
      "Kubernetes bootstrap token",
      "high",
      "It joins machines to the cluster until it expires.",
      "Delete it: `kubeadm token delete`, and look through the list of nodes.",
    ],
    ["kubeadm", "bootstrap"],
    ["token"],
    series(lower(6), text("."), lower(16)),
  ),
  prefixed(
    [
      "onepassword-service-account",
      "1Password service account token",
      "critical",
      "It reads, and may write, the vaults that the service account is given.",
      "Rotate or revoke it under Developer, Service accounts.",
    ],
    "ops_eyJ",
    between(base64, 250, 1200),
  ),
  prefixed(
    [
      "onepassword-secret-key",
      "1Password secret key",
      "high",
      "With the account's password it opens everything in it; it is the half that cannot be guessed.",
      "Regenerate it under My profile, More actions.",
    ],
    "A3-",
    series(upper(6), text("-"), upper(6), text("-"), upper(5), text("-"), upper(5), text("-"), upper(5)),
  ),
  named(
    [
      "jumpcloud-key",
      "JumpCloud API key",
      "critical",
      "It manages the directory's users, groups and machines as its administrator.",
      "Rotate it under My API key.",
    ],
    ["jumpcloud"],
    ["apikey", "key", "token"],
    lower(40),
  ),
  prefixed(
    [
      "aikido-secret",
      "Aikido client secret",
      "high",
      "It reads what is wrong with every repository and cloud of the workspace.",
      "Delete the client under Integrations, API.",
    ],
    "AIK_SECRET_",
    base62(64),
  ),
  prefixed(
    [
      "endor-labs-key",
      "Endor Labs API key",
      "high",
      "It reads findings and sources' inventories of the namespace.",
      "Delete it under API keys.",
    ],
    "endr+",
    base62(16),
  ),
  named(
    [
      "shodan-key",
      "Shodan API key",
      "low",
      "It searches and scans on the account, which pays for it.",
      "Reset it under Account.",
    ],
    ["shodan"],
    ["apikey", "key"],
    base62(32),
  ),
  named(
    [
      "virustotal-key",
      "VirusTotal API key",
      "low",
      "It asks on the account's quota; with a private service it reads what was uploaded.",
      "Reset it under API key in the user menu.",
    ],
    ["virustotal", "vt_api"],
    ["apikey", "key"],
    hex(64),
  ),
  named(
    [
      "securitytrails-key",
      "SecurityTrails API key",
      "low",
      "It asks on the account, which pays for it.",
      "Delete it under Credentials.",
    ],
    ["securitytrails"],
    ["apikey", "key"],
    base62(32),
  ),
];
