import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { isWord } from "../frames/byte-text.ts";
import { isPlaceholderWord, whyNoLiteral } from "../rejections.ts";

const SEEN = "Whoever reads the file has it, and on the machine every user sees it in the list of processes.";
const CHANGE = "Change it, and have the command ask for it, or read it from a file or the environment.";

/** Passwords that are handed to a program, or to a database in its own language. */
export const commands: readonly Detector[] = [
  {
    id: "curl-password",
    title: "Password for curl",
    severity: "medium",
    why: SEEN,
    fix: CHANGE,
    take: { kind: "read", keywords: ["curl "], decidedWithin: { back: 1, forward: 600 }, read: readCurl },
    samples: (make) => ({
      found: [
        { path: "call.sh", text: `curl -s -u robot:${make.base62(14)} https://api.internal/` },
        { path: "README.md", text: `    curl --user "robot:${make.base62(14)}" https://api.internal/` },
      ],
      missed: [
        { path: "call.sh", text: 'curl -u "$USER:$PASSWORD" https://api.internal/' },
        { path: "call.sh", text: "curl -u robot https://api.internal:8443/" },
      ],
    }),
  },
  {
    id: "command-line-password",
    title: "Password on a command line",
    severity: "medium",
    why: SEEN,
    fix: CHANGE,
    take: {
      kind: "read",
      keywords: ["sshpass", "mysql", "docker login", "smbclient", "-passin pass:", "-passout pass:", "-password pass:"],
      decidedWithin: { back: 1, forward: 480 },
      read: readCommand,
    },
    samples: (make) => ({
      found: [
        { path: "copy.sh", text: `sshpass -p '${make.base62(12)}' scp a b:` },
        { path: "load.sh", text: `mysql -uroot -p${make.base62(12)} shop < dump.sql` },
        { path: "key.sh", text: `openssl genrsa -aes256 -passout pass:${make.base62(12)} 4096` },
      ],
      missed: [
        { path: "copy.sh", text: "sshpass -p $PASSWORD scp a b:" },
        { path: "load.sh", text: "mysql -uroot -p shop < dump.sql" },
        { path: "key.sh", text: "openssl genrsa -passout pass:$SECRET 4096" },
      ],
    }),
  },
  {
    id: "sql-password",
    title: "Password in an SQL statement",
    severity: "medium",
    why: "It opens the database as the user that the statement makes or changes.",
    fix: "Change it there, and hand it to the statement as a variable.",
    take: {
      kind: "read",
      keywords: ["identified by", "password '", "password = '", 'password "'],
      read: readSql,
    },
    precedence: 3,
    samples: (make) => ({
      found: [
        { path: "users.sql", text: `CREATE USER app WITH PASSWORD '${make.base62(14)}';` },
        { path: "users.sql", text: `ALTER USER sys IDENTIFIED BY ${make.base62(12)} CONTAINER=ALL;` },
      ],
      missed: [
        { path: "users.sql", text: "CREATE USER app WITH PASSWORD '${PASSWORD}';" },
        { path: "users.md", text: "The record is identified by its key and the user." },
      ],
    }),
  },
  {
    id: "powershell-plain-password",
    title: "Password in a PowerShell script",
    severity: "medium",
    why: "It becomes a secure string only when the script runs; in the file anybody reads it.",
    fix: "Change it, and take it from Get-Credential or a secret store.",
    references: ["https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring"],
    take: { kind: "read", keywords: ["convertto-securestring"], read: readSecureString },
    samples: (make) => ({
      found: [
        { path: "join.ps1", text: `$pass = ConvertTo-SecureString "${make.base62(14)}" -AsPlainText -Force` },
        { path: "join.ps1", text: `$pass = ConvertTo-SecureString -String '${make.base62(14)}' -AsPlainText -Force` },
      ],
      missed: [
        { path: "join.ps1", text: "$pass = ConvertTo-SecureString $env:PASSWORD -AsPlainText -Force" },
        { path: "join.ps1", text: '$pass = ConvertTo-SecureString "<password>" -AsPlainText -Force' },
      ],
    }),
  },
];

const CURL = /^curl(?: [^\n\r]{0,300}?)? (?:-u|--user)[ =]?\s{0,2}["']?([\w.@+-]{1,80}):([^\s"'|;:/]{3,120})/;

function* readCurl({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (isWord(bytes[at - 1])) return;
  const match = CURL.exec(bytes.toString("latin1", at, at + 600));
  if (match !== null) yield valueOf(match[2] ?? "", at + match[0].length, "flag", "--user");
}

const COMMANDS = [
  /^sshpass -p ?["']?([^\s"'|;]{3,80})/i,
  /^mysql(?:admin|dump|import|show)?(?: [^\n\r|;]{0,160}?)? -p([^\s"'|;-][^\s"'|;]{2,80})/i,
  /^mysql(?:admin|dump|import|show)?(?: [^\n\r|;]{0,160}?)? -p["']([^\n"']{3,80})["']/i,
  /^docker login [^\n\r|;]{0,160}?(?:-p|--password)[ =]["']?([^\s"'|;]{3,200})/i,
  /^smbclient [^\n\r|;]{0,160}?-U ?["']?[^\s"'%]{1,80}%([^\s"'|;]{3,80})/i,
] as const;
const OPENSSL = /^-pass(?:in|out|word) pass:([^\s"'|;`,)\\]{3,80})/;

function* readCommand({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  if (isWord(bytes[at - 1])) return;
  const text = bytes.toString("latin1", at, at + 480);
  const openssl = OPENSSL.exec(text);
  if (openssl !== null)
    return yield valueOf(openssl[1] ?? "", at + openssl[0].length, "flag", text.split(" ")[0] ?? "");
  for (const pattern of COMMANDS) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const value = match[1] ?? "";
    return yield valueOf(value, at + match[0].lastIndexOf(value) + value.length, "flag", text.split(" ")[0] ?? "");
  }
}

const STATEMENT = /(?:create|alter|grant|set|update|add|insert)\b[^;]{0,200}$/i;
const BY =
  /^(?:identified (?:by|with [\w"'`]{1,40} by)|password(?: =)?)\s{1,4}(?:(['"]{1,4})([^'"\n]{3,80})['"]|([\w!@#$%^&*+.-]{4,80})(?=[\s;,"'\\)]|$))/i;

function* readSql({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const match = BY.exec(bytes.toString("latin1", at, at + 240));
  if (match === null) return;
  if (!STATEMENT.test(bytes.toString("latin1", Math.max(0, at - 220), at))) return;
  const quoted = match[2];
  if (quoted === undefined && !/^identified/i.test(match[0])) return; // only Oracle takes a bare word
  const value = quoted ?? match[3] ?? "";
  yield valueOf(value, at + match[0].lastIndexOf(value) + value.length, "entry", "PASSWORD");
}

const SECURE_STRING =
  /^convertto-securestring\s{1,4}(?:-(?:string|asplaintext|force)\s{1,4}){0,3}(["'])([^"'\n]{3,120})\1/i;

function* readSecureString({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const match = SECURE_STRING.exec(bytes.toString("latin1", at, at + 200));
  if (match !== null) yield valueOf(match[2] ?? "", at + match[0].length - 1, "call", "ConvertTo-SecureString");
}

function valueOf(value: string, end: number, frame: "flag" | "entry" | "call", name: string): Found | Refused {
  const start = end - value.length;
  const refused = whyHole(value) ?? whyNoLiteral(value, true);
  if (refused !== undefined) return { start, refused };
  const weak = value.length < 8 || isPlaceholderWord(value);
  return { value, start, end, frame, name, grade: "shape", ...(weak && { severity: "low" }) };
}

/** Something is put in its place when the line runs. */
function whyHole(value: string): string | undefined {
  if (/^\$|^%%|%%$/.test(value)) return "a variable";
  return /^[`\s]|[`\s]$|^\+|\+$/.test(value) ? "put together from parts" : undefined;
}
