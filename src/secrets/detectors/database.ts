import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { judgeNamed } from "../evidence/named-value.ts";
import { isBlank } from "../frames/byte-text.ts";
import { asAssignment, readUserInfo, type UserInfo, WITHIN_URL } from "../frames/user-info.ts";
import { whyNoLiteral, whyNoSecret } from "../rejections.ts";

const DATABASES = new Set(
  (
    "postgres postgresql mysql mariadb mongodb mongodb+srv redis rediss amqp amqps mssql sqlserver oracle clickhouse " +
    "cockroachdb couchdb neo4j neo4j+s bolt cassandra elasticsearch influxdb nats stomp mqtt mqtts ldap ldaps"
  ).split(" "),
);

export const database: readonly Detector[] = [
  {
    id: "database-url",
    title: "Password in a database's or broker's URL",
    severity: "high",
    why: "It opens the database or queue as that user, for whoever can reach the host.",
    fix: "Change the user's password there, and hand the URL over by the environment or a secret store.",
    take: { kind: "read", keywords: ["://"], decidedWithin: WITHIN_URL, read: readDatabaseUrl },
    precedence: 31,
    samples: (make) => ({
      found: [{ path: "app.yaml", text: `url: postgres://app:${make.base62(16)}@db.internal:5432/app` }],
      missed: [
        { path: "app.yaml", text: "url: postgres://app:${PASSWORD}@db.internal:5432/app" },
        { path: "app.yaml", text: "url: postgres://app:<password>@localhost/app" },
      ],
    }),
  },
  {
    id: "url-password",
    title: "Password in a URL",
    severity: "high",
    why: "It signs in at that host as that user; URLs are kept in logs and histories.",
    fix: "Change it at that host, and hand it over outside the URL.",
    take: { kind: "read", keywords: ["://"], decidedWithin: WITHIN_URL, read: readUrl },
    precedence: 5,
    samples: (make) => ({
      found: [{ path: ".git-credentials", text: `https://robot:${make.base62(20)}@git.internal` }],
      missed: [{ text: "https://user:pass@git.internal/x" }, { text: `https://git.internal:8443/@${make.base62(9)}` }],
    }),
  },
  {
    id: "connection-string",
    title: "Password in a connection string",
    severity: "high",
    why: "It opens the database that the string names, for whoever can reach it.",
    fix: "Change the user's password there, and hand the string over by the environment or a secret store.",
    take: { kind: "read", keywords: ["password=", "pwd="], read: readConnectionString },
    precedence: 31,
    samples: (make) => ({
      found: [
        {
          path: "app.config",
          text: `<add name="Main" connectionString="Server=db;User Id=app;Password=${make.base62(14)};" />`,
        },
      ],
      missed: [
        {
          path: "app.config",
          text: `<add name="Main" connectionString="Server=db;Integrated Security=true;Password=;" />`,
        },
        { path: "app.config", text: 'connectionString="Server=db;User Id=app;Password={your_password};"' },
      ],
    }),
  },
  {
    id: "netrc-password",
    title: "Password in .netrc",
    severity: "high",
    why: "It signs in at that machine as that user, without being asked for.",
    fix: "Change it at that machine.",
    take: { kind: "read", keywords: ["machine"], decidedWithin: { back: 0, forward: 704 }, read: readNetrc },
    precedence: 35,
    samples: (make) => ({
      found: [{ path: "home/.netrc", text: `machine git.internal\n  login robot\n  password ${make.base62(16)}\n` }],
      missed: [
        { path: "notes.md", text: `machine git.internal login robot password ${make.base62(16)}` },
        { path: "home/.netrc", text: "machine git.internal login robot password ${PASSWORD}" },
      ],
    }),
  },
];

function* readDatabaseUrl(searched: Searched, at: number): Iterable<Found | Refused> {
  const url = readUserInfo(searched.bytes, at);
  if (url !== undefined && DATABASES.has(url.scheme)) yield asFound(url, searched);
}

function* readUrl(searched: Searched, at: number): Iterable<Found | Refused> {
  const url = readUserInfo(searched.bytes, at);
  if (url !== undefined && !DATABASES.has(url.scheme) && url.scheme !== "") yield asFound(url, searched);
}

/** A strong password at a host of its own is one; for the others the scorer decides. */
function asFound(url: UserInfo, searched: Searched): Found | Refused {
  const { start, end, host } = url;
  const value = decodePercent(url.password);
  const found = { value, start, end, frame: "user-info", name: host } as const;
  if (isPlainlySecret(value, url)) return found;
  const refused = whyNoLiteral(value, true);
  if (refused !== undefined) return { start, refused };
  const judged = judgeNamed({ ...searched, assignment: asAssignment(url), kind: "password" });
  return "refused" in judged ? { start, refused: judged.refused } : { ...found, ...judged };
}

function isPlainlySecret(value: string, { user, host }: UserInfo): boolean {
  if (value.length < 4 || value === user || whyNoSecret(value, true) !== undefined) return false;
  return host.length > 1 && !/^(?:localhost|127\.|0\.0\.0\.0|example\.|.*\.example(?:\.|$))/.test(host);
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign is part of the password
  }
}

/** `Server=…;User Id=…;Password=value;`: a later one of several pairs on its line. */
function* readConnectionString({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (!endsPair(bytes, at)) return;
  const before = bytes.toString("latin1", Math.max(0, at - 400), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (!/(?:server|source|host|addr|address|dsn|user id|uid|user|username) {0,3}=/i.test(line)) return;
  const match = /^(?:password|pwd)=\s{0,3}([^;"'<>&\s]{4,128})/i.exec(bytes.toString("latin1", at, at + 160));
  const value = match?.[1];
  if (match === null || value === undefined) return;
  const valueStart = at + match[0].length - value.length;
  const reason = whyNoSecret(value, true);
  if (reason !== undefined) return yield { start: valueStart, refused: reason };
  const end = valueStart + value.length;
  yield { value: bytes.toString("utf8", valueStart, end), start: valueStart, end, frame: "entry", name: "Password" };
}

/** A semicolon before it, blanks aside. */
function endsPair(bytes: Buffer, at: number): boolean {
  let before = at - 1;
  while (before > at - 4 && isBlank(bytes[before])) before--;
  return bytes[before] === 0x3b;
}

const NETRC = /^machine\s{1,8}(\S{1,200})\s{1,40}login\s{1,8}\S{1,200}\s{1,40}password\s{1,8}(\S{1,200})/;

function* readNetrc({ bytes, path }: Searched, at: number): Iterable<Found | Refused> {
  if (!/(?:^|\/)[._]netrc$/.test(path)) return;
  const match = NETRC.exec(bytes.toString("latin1", at, at + 700));
  const [, host = "", value = ""] = match ?? [];
  if (match === null) return;
  const end = at + match[0].length;
  const start = end - value.length;
  const reason = whyNoSecret(value, true);
  if (reason !== undefined) return yield { start, refused: reason };
  yield { value: bytes.toString("utf8", start, end), start, end, frame: "entry", name: host };
}
