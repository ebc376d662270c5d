import type { Checked, Detector, Found, Refused, Searched } from "../detector.ts";
import { characterKinds, entropy, wordShare } from "../evidence/statistics.ts";
import { flatName } from "../frames/secret-names.ts";
import { whyNoSecret } from "../rejections.ts";

/** What is known only by the name that somebody gave it. */
export const generic: readonly Detector[] = [
  {
    id: "generic-password",
    title: "Hard-coded password",
    severity: "medium",
    why: "A password in a file is known to everyone who can read the file, and to every copy of it.",
    fix: "Change it where it opens something, and read it from the environment or a secret store.",
    aliases: ["gitleaks:generic-api-key", "detect-secrets:KeywordDetector"],
    take: { kind: "named", name: "password" },
    check: checkPassword,
    samples: (make) => ({
      found: [
        { path: "db.yaml", text: `database:\n  password: ${make.base62(12)}` },
        { path: "app.py", text: `DB_PASSWORD = "${make.base62(10)}!"` },
        { path: "run.sh", text: `mysql --password=${make.base62(14)} app` },
        { path: "Dockerfile", text: `ENV ADMIN_PASSWORD ${make.base62(14)}` },
        { path: "pod.yaml", text: `env:\n  - name: DB_PASSWORD\n    value: ${make.base62(14)}` },
        { path: "server.xml", text: `<server><password>${make.base62(14)}</password></server>` },
      ],
      missed: [
        { path: "db.yaml", text: "database:\n  password: changeme" },
        { path: "app.py", text: 'password = os.environ["PASSWORD"]' },
        { path: "app.ts", text: "password: string = form.password.value" },
        { path: "app.ts", text: 'passwordField: "#login-password"' },
        { path: "ci.yaml", text: "password: ${{ secrets.DB_PASSWORD }}" },
        { path: "db.yaml", text: "password_file: /run/secrets/db-password-7f3" },
      ],
    }),
  },
  {
    id: "generic-key",
    title: "Hard-coded key, token or secret",
    severity: "medium",
    why: "Whoever can read the file, or a copy of it, can use the key.",
    fix: "Revoke it where it was issued, and read its successor from the environment or a secret store.",
    aliases: ["gitleaks:generic-api-key"],
    take: { kind: "named", name: "key" },
    check: checkKey,
    samples: (make) => ({
      found: [
        { path: "app.js", text: `const apiKey = "${make.base62(32)}";` },
        { path: "app.properties", text: `service.auth.token=${make.hex(40)}` },
        { path: "app.json", text: `{"client_secret": "${make.base62(28)}"}` },
      ],
      missed: [
        { path: "app.js", text: "const apiKey = process.env.API_KEY;" },
        { path: "app.js", text: 'const tokenType = "urn:ietf:params:oauth:token-type:jwt";' },
        { path: "app.js", text: 'const secretKey = "the-name-of-the-cookie-that-we-set";' },
        { path: "yarn.lock", text: `  apiKey "${make.base62(32)}"` },
        { path: "app.yaml", text: `apiKey: ${make.uuid()}` },
      ],
    }),
  },
  {
    id: "authorization-header",
    title: "Credential in an Authorization header",
    severity: "medium",
    why: "It is what the request signs in with, written down.",
    fix: "Revoke it where it was issued, and put it into the request at run time.",
    take: { kind: "read", keywords: ["authorization:", 'authorization":', "authorization':"], read: readAuthorization },
    precedence: 2,
    samples: (make) => ({
      found: [
        { path: "call.sh", text: `curl -H "Authorization: Bearer ${make.urlSafe(40)}" https://api.internal/` },
        {
          path: "call.sh",
          text: `curl -H "Authorization: Basic ${Buffer.from(`robot:${make.base62(18)}`).toString("base64")}" https://x`,
        },
      ],
      missed: [
        { path: "call.sh", text: 'curl -H "Authorization: Bearer $TOKEN" https://api.internal/' },
        { path: "api.md", text: "Authorization: Basic dXNlcjpwYXNz" },
      ],
    }),
  },
];

function checkPassword(value: string, { name = "" }: Found): Checked {
  if (value.length < 6) return { refused: "too short for a password of worth" };
  if (value.length > 128) return { refused: "too long for a password" };
  if (isForeignText(value)) return { refused: "words of another script" };
  if (/^[A-Za-z_.$-]+$/.test(value) && /pass|pwd|secret|token/i.test(value)) return { refused: "it says what it is" };
  if (sameWords(value, name)) return { refused: "it repeats its own name" };
  if (/^[a-z_.\-/ ]+$/i.test(value) && wordShare(value) >= 0.6) return { refused: "an ordinary word" };
  if (/^[A-Z][A-Za-z ]+[.!:?]?$/.test(value) && wordShare(value) >= 0.5) return { refused: "a label" };
  if (/\s/.test(value)) return { refused: "it holds blanks" };
  if (entropy(value) < 2.2) return { refused: "too regular" };
  if (characterKinds(value) < 2 && value.length < 10) return { refused: "too plain to tell from a word" };
  if (wordShare(value) > 0.85) return { refused: "it reads like words" };
  return { grade: "statistics", evidence: [{ kind: "check", text: `its name calls it a password: ${name}` }] };
}

function checkKey(value: string, { name = "" }: Found): Checked {
  if (value.length < 16) return { refused: "too short for a key" };
  if (value.length > 512) return { refused: "too long for a key" };
  if (/[^\w+/=.~:@!$%^&*-]/.test(value) && !(value.length >= 32 && entropy(value) >= 4.3)) {
    return { refused: "characters that few keys have" };
  }
  if (sameWords(value, name)) return { refused: "it repeats its own name" };
  if (!/\d/.test(value) && (value.length < 24 || characterKinds(value) < 2))
    return { refused: "no digit, as words have none" };
  if (!/[A-Za-z]/.test(value)) return { refused: "a number" };
  const bits = entropy(value);
  const least = /^[\da-f]+$/i.test(value) ? 3 : 3.4;
  if (bits < least) return { refused: `too regular: ${bits.toFixed(1)} bits a character` };
  if (wordShare(value) > 0.5) return { refused: "it reads like words" };
  return {
    grade: "statistics",
    evidence: [{ kind: "check", text: `its name calls it a key: ${name}; ${bits.toFixed(1)} bits a character` }],
  };
}

/** `IRC_PASS=irc-pass`: the value says the name again. */
function sameWords(value: string, name: string): boolean {
  const flat = flatName(value);
  return flat !== "" && flat.length >= value.length - 4 && flatName(name).includes(flat);
}

/** Labels of a translation: more than a third of the characters are letters outside ASCII. */
function isForeignText(value: string): boolean {
  return (
    (value.match(/[^\u0000-\u007f]/g) ?? []).length * 3 > value.length || /^\p{L}*[^\u0000-\u007f]\p{L}*$/u.test(value)
  );
}

const AUTHORIZATION = /^authorization["']?\s{0,4}:\s{0,4}["']?(bearer|basic|token|apikey)\s{1,4}([\w.+/=~-]{8,1000})/i;

function* readAuthorization({ bytes }: Searched, at: number): Iterable<Found | Refused> {
  const match = AUTHORIZATION.exec(bytes.toString("latin1", at, at + 1060));
  const [, scheme = "", written = ""] = match ?? [];
  if (match === null) return;
  const end = at + match[0].length;
  const start = end - written.length;
  if (written.startsWith("eyJ")) return; // a web token: judged as one
  const basic = scheme.toLowerCase() === "basic";
  const value = basic ? passwordOf(written) : written;
  if (value === undefined) return yield { start, refused: "it does not decode to a user and a password" };
  const reason =
    whyNoSecret(value, true) ?? (basic ? undefined : refusalOf(checkKey(value, { value, start, end, frame: "text" })));
  if (reason !== undefined) return yield { start, refused: reason };
  yield {
    value,
    start,
    end,
    frame: "entry",
    name: "Authorization",
    ...(basic && { encoding: "base64" }),
    grade: basic ? "shape" : "statistics",
    evidence: [{ kind: "check", text: basic ? "it decodes to a user name and a password" : "it stands behind Bearer" }],
  };
}

function refusalOf(checked: Checked): string | undefined {
  return "refused" in checked ? checked.refused : undefined;
}

function passwordOf(encoded: string): string | undefined {
  const login = Buffer.from(encoded, "base64").toString("utf8");
  const colon = login.indexOf(":");
  if (colon === -1 || colon === login.length - 1 || /[\u0000-\u001f\ufffd]/.test(login)) return undefined;
  return login.slice(colon + 1);
}
