/**
 * What a name says of its value. `password` may be any text that somebody thought of, `key` is made by a machine; of some
 * names only the value can tell.
 * Undefined for names that speak about a secret and do not hold one: `password_file`, `tokenType`, `secretName`.
 */
export type NameKind = "password" | "key" | "perhaps a key";

/** @param name of a variable, a key, a header or a flag: `DB_PASSWORD`, `spring.datasource.password`, `X-Api-Key` */
export function kindOfName(name: string): NameKind | undefined {
  let known = KNOWN.get(name);
  if (known === undefined) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(name, (known = judgeName(name) ?? "none"));
  }
  return known === "none" ? undefined : known;
}

/** A program says the same few names again and again. */
const KNOWN = new Map<string, NameKind | "none">();
const MOST_KNOWN = 10_000;

function judgeName(name: string): NameKind | undefined {
  if (name === "PWD" || name === "OLDPWD") return undefined; // a shell's working directory
  const words = [...wordsOf(name)];
  if (words.some((word) => SPEECH.has(word))) return undefined;
  while (words.length > 1 && NEUTRAL.has(words.at(-1) ?? "")) words.pop();
  const last = words.at(-1) ?? "";
  if (PASSWORDS.has(last) || /(?:password|passwd|passphrase|passwort)$/.test(last)) return "password";
  const before = words.at(-2) ?? "";
  if (last === "pass" && (!PASSED_ON.has(before) || /[a-z]Pass/.test(name))) return "password";
  if (
    KEYS.has(last) ||
    /(?:token|secret|apikey|secretkey|accesskey|authkey|privatekey|accountkey|masterkey)$/.test(last)
  ) {
    return NOT_SECRET_TOKENS.has(before) || /^(?:next|page|cancellation|continuation)token$/.test(last)
      ? undefined
      : "key";
  }
  if (KEY_OWNERS.has(before) && last === "key") return "key";
  return isLooseKey(last, before) ? "perhaps a key" : undefined;
}

/** Names of which only the value can tell: `key`, `nkey`, `salt`. */
function isLooseKey(last: string, before: string): boolean {
  if (last === "salt" || last === "seed" || last === "jwt") return true;
  return last.endsWith("key") && !KEYS_OF_DATA.has(before) && !KEYS_OF_DATA.has(last.slice(0, -3));
}

/** Lower-case words of a name in snake, kebab, dotted or camel case; digits at the end of a word fall away. */
export function wordsOf(name: string): readonly string[] {
  let words = WORDS.get(name);
  if (words === undefined) {
    if (WORDS.size >= MOST_KNOWN) WORDS.clear();
    WORDS.set(name, (words = splitWords(name)));
  }
  return words;
}

const WORDS = new Map<string, readonly string[]>();

function splitWords(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
}

/** Lower case, letters and digits alone, to compare names that are spelled in different ways. */
export function flatName(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, "");
}

const NEUTRAL = new Set(
  (
    "value val str string text plain plaintext raw prod production dev development test testing staging live default old new current primary " +
    "secondary env base confirmation confirm repeat again sys bytes hex b data"
  ).split(" "),
);

/** Words of names that hold a text for people. */
const SPEECH = new Set(
  "label title message msg hint placeholder prompt error caption tooltip description help mandatory invalid".split(" "),
);

const PASSWORDS = new Set("password passwd pwd passphrase passcode passwort requirepass masterauth pw".split(" "));

/** Web servers' directives that pass a request on: `proxy_pass`. */
const PASSED_ON = new Set("proxy fastcgi uwsgi scgi grpc memcached first second last low high band by".split(" "));

const KEYS = new Set("token secret credential credentials apikey secretkey accesskey authkey auth".split(" "));

/** Words that make a token something of a language or a protocol: `nextToken`, `unexpected token`. */
const NOT_SECRET_TOKENS = new Set(
  "next page continuation cancellation cancel unexpected invalid expected start end open close eos bos pad unk mask max min num stop sync current last first prev previous syntax parse lex no any symbol".split(
    " ",
  ),
);

/** A key by which something is found, pressed or mapped, and one that is meant for everybody. */
const KEYS_OF_DATA = new Set(
  (
    "primary foreign public pub sort cache partition hash row map dict object index column event translation lookup group field registry config " +
    "setting query param state route keyboard on hot short shortcut arrow enter escape tab delete backspace item node parent child unique composite " +
    "tur mon don hockey jockey whis wiki ssh"
  ).split(" "),
);

const KEY_OWNERS = new Set(
  "api access secret private auth authentication authorization encryption encrypt signing signature sign account master storage shared service app application license licence crypt crypto cipher hmac jwt session consumer subscription admin deploy bot user server write ingest integration webhook client aes".split(
    " ",
  ),
);
