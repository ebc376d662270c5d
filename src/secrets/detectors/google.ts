import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { readPem } from "../frames/pem.ts";

export const google: readonly Detector[] = [
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
      missed: [
        { path: "account.json", text: serviceAccount("none", "service_account") },
        { path: "account.json", text: serviceAccount(make.pem("PRIVATE KEY"), "authorized_user") },
      ],
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
];

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
