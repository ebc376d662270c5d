/** How one program says its own version in its bytes. */
export interface Signature {
  /** As the generic package is called. */
  readonly product: string;
  /** The names that its file goes by. */
  readonly file: RegExp;
  /** What stands directly in front of the version, or `after`, behind it. */
  readonly mark: string;
  readonly after?: boolean;
  /** The version, where it begins behind the mark or ends in front of it. */
  readonly version: RegExp;
  /** What of the mark belongs to the version. */
  readonly start?: string;
}

const NUMBERS = /^([0-9]+(?:\.[0-9]+){1,3})(?![0-9.])/;
const TWO_OR_MORE = /^([0-9]+\.[0-9]+(?:\.[0-9]+)?(?:p[0-9]+)?)(?![0-9.])/;

/**
 * Programs and libraries that people build or copy in by hand, past any package manager. The texts were read out of
 * the programs as Debian 12 and the projects themselves build them.
 */
export const SIGNATURES: readonly Signature[] = [
  { product: "node", file: /^(?:node|nodejs|libnode\.so\.[0-9]+)$/, mark: "node.js/v", version: NUMBERS },
  {
    product: "python",
    file: /^(?:lib)?python3\.[0-9]{1,2}m?(?:\.so\.1\.0)?$/,
    mark: "\x003.",
    version: /^([0-9]{1,2}\.[0-9]{1,3}(?:(?:a|b|rc)[0-9]+)?\+?)\0/,
    start: "3.",
  },
  {
    product: "openssl",
    file: /^(?:openssl|lib(?:crypto|ssl)\.so\.[0-9.]+)$/,
    mark: "OpenSSL ",
    version: /^([0-9]\.[0-9]+\.[0-9]+[a-z]?) +[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}/,
  },
  { product: "busybox", file: /^busybox(?:\.[a-z]+)?$/, mark: "BusyBox v", version: NUMBERS },
  { product: "nginx", file: /^nginx(?:-debug)?$/, mark: "nginx/", version: NUMBERS },
  {
    product: "redis",
    file: /^(?:redis-(?:server|sentinel|check-rdb|check-aof)|valkey-server)$/,
    mark: "-builtin\0",
    after: true,
    version: /\0([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,3})\0(?:c11|gcc|atomic|sync)$/,
  },
  { product: "postgresql", file: /^postgres$/, mark: "postgres (PostgreSQL) ", version: TWO_OR_MORE },
  { product: "memcached", file: /^memcached$/, mark: "memcached ", version: NUMBERS },
  {
    product: "apache-httpd",
    file: /^(?:httpd|apache2)$/,
    mark: "Apache/",
    version: /^([0-9]+\.[0-9]+\.[0-9]+)(?![0-9.])/,
  },
  {
    product: "mariadb",
    file: /^(?:mariadbd|mysqld)$/,
    mark: "-MariaDB",
    after: true,
    version: /([0-9]+\.[0-9]+\.[0-9]+)$/,
  },
  { product: "lighttpd", file: /^lighttpd(?:-angel)?$/, mark: "lighttpd/", version: NUMBERS },
  { product: "bash", file: /^bash$/, mark: "@(#)Bash version ", version: /^([0-9]+\.[0-9]+\.[0-9]+)\(/ },
  { product: "curl", file: /^curl$/, mark: "curl/", version: NUMBERS },
  { product: "libcurl", file: /^libcurl(?:-gnutls)?\.so\.[0-9.]+$/, mark: "libcurl/", version: NUMBERS },
  {
    product: "perl",
    file: /^(?:perl(?:5\.[0-9]+(?:\.[0-9]+)?)?|libperl\.so(?:\.[0-9.]+)?)$/,
    mark: "\0v",
    version: /^(5\.[0-9]+\.[0-9]+)\0/,
  },
  {
    product: "ruby",
    file: /^(?:ruby|libruby(?:-[0-9.]+)?\.so\.[0-9.]+)$/,
    mark: "\0ruby ",
    version: /^([0-9]+\.[0-9]+\.[0-9]+)(?:p[0-9]+)? \([0-9]{4}-/,
  },
  {
    product: "php",
    file: /^(?:php(?:-fpm|-cgi)?[0-9.]*|libphp[0-9.]*\.so)$/,
    mark: "X-Powered-By: PHP/",
    version: NUMBERS,
  },
  { product: "dropbear", file: /^(?:dropbear|dropbearmulti)$/, mark: "SSH-2.0-dropbear_", version: NUMBERS },
  { product: "openssh", file: /^(?:sshd|ssh|sshd-session)$/, mark: "OpenSSH_", version: /^([0-9]+\.[0-9]+p[0-9]+)/ },
  { product: "squid", file: /^squid$/, mark: "\0squid/", version: NUMBERS },
  { product: "dnsmasq", file: /^dnsmasq$/, mark: "dnsmasq-", version: NUMBERS },
  { product: "varnish", file: /^varnishd$/, mark: "varnish-", version: /^([0-9]+\.[0-9]+\.[0-9]+) revision/ },
  { product: "unbound", file: /^unbound$/, mark: "unbound ", version: NUMBERS },
  { product: "bind", file: /^named$/, mark: "named version: BIND ", version: /^([0-9]+\.[0-9]+\.[0-9]+)/ },
  { product: "lua", file: /^lua(?:5\.[0-9])?$/, mark: "Lua ", version: /^([0-9]+\.[0-9]+\.[0-9]+) +Copyright/ },
  { product: "vsftpd", file: /^vsftpd$/, mark: "(vsFTPd ", version: NUMBERS },
  { product: "proftpd", file: /^proftpd$/, mark: "ProFTPD ", version: /^([0-9]+\.[0-9]+\.[0-9]+[a-z]?)/ },
  { product: "zlib", file: /^libz\.so\.[0-9.]+$/, mark: " inflate ", version: /^([0-9]+(?:\.[0-9]+){1,3}) Copyright/ },
  { product: "expat", file: /^libexpatw?\.so\.[0-9.]+$/, mark: "expat_", version: NUMBERS },
  { product: "gnutls", file: /^libgnutls\.so\.[0-9.]+$/, mark: "Enabled GnuTLS ", version: NUMBERS },
  {
    product: "haproxy",
    file: /^haproxy$/,
    mark: " version ",
    version: /^([0-9]+\.[0-9]+\.[0-9]+)[^,\0]{0,30}, released/,
  },
  {
    product: "mosquitto",
    file: /^mosquitto$/,
    mark: "\0mosquitto version",
    after: true,
    version: /\0([0-9]+\.[0-9]+\.[0-9]+)$/,
  },
];

/** Names of which no signature begins with another letter: most files of an image are told by it. */
const FIRST_LETTERS: ReadonlySet<string> = new Set("abcdhlmnoprsuv");

/** The signature that a file of this name may bear. */
export function signatureFor(path: string): Signature | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!FIRST_LETTERS.has(name[0] ?? "") || name.length > 40) return undefined;
  return SIGNATURES.find(({ file }) => file.test(name));
}
