/** Whether a host is the machine itself: `localhost`, `127.0.0.1`, `::1`. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){0,3}|::1)$/i.test(host);
}

/** The host of `HOST:PORT` as Go listens at it, without brackets; empty for every address. */
export function listenHost(address: string): string {
  return /^\[([^\]]*)\]/.exec(address)?.[1] ?? address.replace(/:[^:]*$/, "");
}

/** The host of `http://user@host:port/path`; empty where there is none. */
export function hostOfUrl(url: string): string {
  const [, host = ""] = /^\s*[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]*)/i.exec(url) ?? [];
  return host.replace(/^\[|\]$/g, "");
}
