import { createHash } from "node:crypto";
import { wordShare } from "./evidence/statistics.ts";

/**
 * Why a text is no credential, whatever its kind: somebody wrote it to be replaced. Undefined when nothing speaks
 * against it. The words are those that tools and people put where a token should go.
 */
export function whyPlaceholder(value: string): string | undefined {
  const folded = value.toLowerCase();
  const word = PLACEHOLDER_PARTS.find((part) => folded.includes(part));
  if (word !== undefined) return `a placeholder: it contains “${word}”`;
  if (isMonotonous(value)) return "a placeholder: repeated characters";
  if (hasSequence(folded)) return "a placeholder: a counted sequence";
  if (isPublicExample(value)) return "a published example";
  return undefined;
}

/**
 * Why a value that is known by its name is no credential.
 *
 * @param known `provider` when the name names a provider whose values look so: then a UUID may well be one
 */
export function whyNoSecret(value: string, quoted: boolean, known: "name" | "provider" = "name"): string | undefined {
  return (
    whyTemplate(value) ??
    whyWord(value) ??
    whyReference(value, quoted) ??
    (known === "provider" ? whyWords(value) : whySomethingElse(value)) ??
    whyPlaceholder(value)
  );
}

/**
 * Why a text under a telling name is no literal at all. What it is worth as a secret is for the scorer to say
 * (`evidence/scorer.ts`).
 */
export function whyNoLiteral(value: string, quoted: boolean): string | undefined {
  if (value.length < 3) return "too short";
  if (wordsIn(value) >= 4) return "a sentence";
  if (/^[a-z][a-z\d+.-]{1,20}:\/\/[^@]*$/i.test(value)) return "a URL";
  return whyTemplate(value) ?? whyReference(value, quoted) ?? whyReplaced(value) ?? whyPlain(value);
}

/** What nobody can take for the value itself. Words such as `changeme` are often left as they are: the scorer weighs those. */
function whyReplaced(value: string): string | undefined {
  const folded = value.toLowerCase();
  const word = CROSSED_OUT.find((part) => folded.includes(part));
  if (word !== undefined) return `a placeholder: it contains “${word}”`;
  if (isMonotonous(value)) return "a placeholder: repeated characters";
  return isPublicExample(value) ? "a published example" : undefined;
}

const CROSSED_OUT = [
  "xxxx",
  "placeholder",
  "redacted",
  "****",
  "your_",
  "your-",
  "yourpass",
  "yoursecret",
  "yourtoken",
  "yourapi",
  "replace_",
  "replace-",
  "replaceme",
  "insert_",
  "insert-",
] as const;

function whyWords(value: string): string | undefined {
  return wordShare(value) > 0.6 ? "it reads like words" : undefined;
}

/** A hole that something else fills in later. */
function whyTemplate(value: string): string | undefined {
  if (/\$\\?\{|\$\\?\(|\{\{|\}\}|<%|%>|#\{|%\(|\[\[|@@/.test(value)) return "a template variable";
  if (/^\$[A-Za-z_]|^%[A-Za-z_]+%$|^@[A-Za-z_.]+@$|^:[a-z_]+$/.test(value)) return "a variable";
  if (/%[sdvqx](?![A-Za-z\d])|%[sdvqx]$/.test(value)) return "a format string";
  if (/^<.*>$|^\{.*\}$|^\[.*\]$|^__.*__$|^\(.*\)$/.test(value)) return "a placeholder in brackets";
  if (/^\d{1,5}\/(?:tcp|udp|sctp)$/.test(value)) return "a port";
  if (value.includes("...") || value.includes("…")) return "shortened";
  return undefined;
}

function whyWord(value: string): string | undefined {
  return isPlaceholderWord(value) ? "a placeholder word" : undefined;
}

/** Nothing but a word that people put where a secret should go, in whatever spelling. */
export function isPlaceholderWord(value: string): boolean {
  const folded = value.toLowerCase();
  return PLACEHOLDER_WORDS.has(folded.replace(/[^a-z]/g, "")) || PLACEHOLDER_WORDS.has(withoutLeet(folded));
}

/** It holds a word that says that it is to be replaced. */
export function holdsPlaceholder(value: string): boolean {
  const folded = value.toLowerCase();
  return PLACEHOLDER_PARTS.some((part) => folded.includes(part));
}

/** `s3cr3t!` is `secret`, as everybody knows. */
function withoutLeet(folded: string): string {
  return folded
    .replace(/\d{1,4}$/, "")
    .replace(/[013457@$]/g, (sign) => LEET.get(sign) ?? "")
    .replace(/[^a-z]/g, "");
}

const LEET = new Map([
  ["0", "o"],
  ["1", "i"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["7", "t"],
  ["@", "a"],
  ["$", "s"],
]);

function whyReference(value: string, quoted: boolean): string | undefined {
  if (/^(?:arn:|op:\/\/|vault:|ref\+|ssm:|secretsmanager:|keyvault|file:|env:|secret:\/\/|awssm:)/i.test(value)) {
    return "a reference to where the secret is kept";
  }
  if (/process\.env|os\.environ|getenv|ENV\[|environ\.get|import\.meta|secrets\./i.test(value)) return "a reference";
  if (/^(?:ENC\[|AQICAH|gAAAAA|vault:v\d|AgB[A-Za-z\d+/]{200})/.test(value)) return "encrypted";
  if (quoted) return undefined;
  if (/^[A-Za-z_][\w.:>-]*\(/.test(value)) return "a function call";
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(value)) return "a property";
  if (/^[[({&*|!]/.test(value)) return "a structure or an anchor";
  return undefined;
}

function whySomethingElse(value: string): string | undefined {
  if (/^(?:~|\.{1,2})?\/[\w.@-]+(?:\/|$)|^[A-Za-z]:\\|^\.\.?[/\\]/.test(value) && !/[+=]/.test(value))
    return "a file path";
  if (/\.(?:pem|key|crt|cer|json|ya?ml|txt|p12|pfx|jks|js|ts|py|go|php|html?|env|conf|cfg|ini|xml)$/i.test(value)) {
    return "a file name";
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(value)) return "a URL";
  if (/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value)) return "a UUID";
  const plain = whyPlain(value);
  if (plain !== undefined) return plain;
  if (
    /^(?:sha\d{1,3}|md5)[-:]|^\$(?:2[abxy]|1|5|6|y|argon2\w*|apr1|pbkdf2\S*)\$|^\{(?:SSHA|SHA|MD5|CRYPT)/i.test(value)
  ) {
    return "a hash";
  }
  if (/\s/.test(value.trim()) && /^[\p{L}\p{N}\p{P}\s]+$/u.test(value) && wordsIn(value) >= 3) return "a sentence";
  return undefined;
}

function whyPlain(value: string): string | undefined {
  return /^(?:true|false|null|none|nil|undefined|nan|yes|no|on|off|-?\d{1,4}(?:\.\d+)?)$/i.test(value)
    ? "a plain value"
    : undefined;
}

function wordsIn(value: string): number {
  return (value.match(/[A-Za-z]{2,}(?=\s|[.,!?:;)]|$)/g) ?? []).length;
}

/** Two or three characters over and over, or one of them six times in a row. */
export function isMonotonous(value: string): boolean {
  const most = value.length >= 12 ? 4 : value.length >= 5 ? 2 : 0;
  if (most > 0 && hasNoMoreThan(most, value)) return true;
  let run = 1;
  for (let at = 1; at < value.length; at++) {
    run = value[at] === value[at - 1] ? run + 1 : 1;
    if (run >= 6) return true;
  }
  return false;
}

/** Whether the characters of a text are that few different ones; most texts show otherwise by their first. */
function hasNoMoreThan(most: number, value: string): boolean {
  let seen = "";
  for (const character of value) {
    if (seen.includes(character)) continue;
    if ([...seen].length >= most) return false;
    seen += character;
  }
  return true;
}

/** Eight characters that count up or down, or lie beside each other on a keyboard. */
export function hasSequence(folded: string): boolean {
  if (/qwertyui|asdfghjk|1qaz2wsx|12341234|abcabcabc|deadbeef|0a1b2c3d|a1b2c3d4|aabbccdd|00112233/.test(folded))
    return true;
  for (const step of [1, -1]) {
    let run = 1;
    for (let at = 1; at < folded.length; at++) {
      run = folded.charCodeAt(at) - folded.charCodeAt(at - 1) === step ? run + 1 : 1;
      if (run >= 8) return true;
    }
  }
  return false;
}

function isPublicExample(value: string): boolean {
  if (value.length < 20) return false;
  return PUBLIC_EXAMPLES.has(createHash("sha256").update(value).digest("hex").slice(0, 16));
}

/** Longer than what falls into random text by chance; compared in lower case. */
const PLACEHOLDER_PARTS = [
  "example",
  "xxxx",
  "placeholder",
  "changeme",
  "change_me",
  "change-me",
  "changeit",
  "replaceme",
  "replace_",
  "replace-",
  "yourpass",
  "yourtoken",
  "yoursecret",
  "yourapi",
  "your_",
  "your-",
  "dummy",
  "redacted",
  "insert_",
  "insert-",
  "****",
  "todo_",
  "fixme",
  "notreal",
  "not-real",
  "not_real",
  "fake_",
  "fake-",
  "mysecret",
  "my_secret",
  "my-secret",
  "mytoken",
  "my-token",
  "my_token",
  "mypassword",
  "my-password",
  "my_password",
  "some_",
  "some-",
  "lorem",
  "foobar",
  "asdf",
] as const;

/** Whole values, digits and punctuation aside. */
const PLACEHOLDER_WORDS = new Set(
  (
    "password passwd pass pwd passphrase secret secrets token tokens key apikey auth user username admin administrator root test testing tests tester demo " +
    "sample default none null nil undefined empty unset blank string str value val foo bar baz qux abc abcd xyz hidden masked fake mock stub " +
    "todo tbd na required optional username login guest public private secretkey accesskey authtoken accesstoken refreshtoken bearer basic " +
    "testpassword testpass testsecret testtoken testkey testapikey userpassword adminpassword rootpassword dbpassword newpassword oldpassword " +
    "currentpassword confirmpassword passwordconfirmation invalidpassword wrongpassword badpassword invalid wrong bad valid " +
    "thepassword asecret atoken thesecret thetoken clientsecret sharedsecret supersecret topsecret secretpassword somepassword somesecret sometoken " +
    "ppassword email text object boolean number integer bool int"
  ).split(" "),
);

/**
 * First sixteen digits of the SHA-256 of values that vendors publish as examples and that open nothing: the Azure storage
 * emulator's account key and the token on jwt.io's front page.
 */
const PUBLIC_EXAMPLES = new Set(["0011cc25eb432071", "7f75367e78812551"]);
