const SECRET =
  /(?:^|[_.-])(?:PASS(?:WORD|WD|PHRASE)?|PGPASSWORD|SECRETS?|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)(?:$|[_.-])/i;

/** Names that speak of a secret and hold something about it: where it lies, how long it lives, who has it. */
const ABOUT =
  /[_.-](?:FILE|PATH|URL|URI|DIR|NAME|ID|TTL|EXPIRY|EXPIRATION|LENGTH|SIZE|TYPE|HEADER|REF|VERSION|ENABLED|POLICY|MOUNT|ISSUER|AUDIENCE|USER|USERNAME|HOST|PORT|PATTERN|REGEXP?|FORMAT|PREFIX|SUFFIX|LABEL|PROVIDER|STORE|CLASS|ENDPOINT|SCOPES?|SELECTORS?|NAMESPACE|TIMEOUT|INTERVAL|DURATION|AGE|COUNT|LIMIT)$/i;

const WORDS = /^(?:true|false|yes|no|on|off|none|null|nil|required|optional|\d{1,3})$/i;

/** Whether a variable of this name holds a secret: `DB_PASSWORD`, `apiKey`, but not `TOKEN_TTL`. */
export function isSecretName(name: string): boolean {
  const spaced = name.slice(0, 200).replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET.test(spaced) && !ABOUT.test(spaced) && !/^ETCD_\w*TOKEN$/.test(spaced); // etcd calls the names of its clusters tokens
}

/**
 * Whether a secret itself stands in the value, rather than nothing, a switch, a way to a file, or a reference
 * that something else fills in.
 */
export function holdsSecret(value: string): boolean {
  const text = value.trim();
  if (text === "" || WORDS.test(text)) return false;
  if (/\$[({A-Za-z_]|\{\{|^<[^<>]*>$/.test(text)) return false;
  return !/^(?:\.{0,2}\/|file:|vault:|https?:\/\/[^@]*$)/.test(text);
}
