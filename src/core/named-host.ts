/** A machine on the network that a person names, and one port of it where he names one. */
export interface NamedHost {
  /** A name or an address; an IPv6 address in brackets. */
  readonly host: string;
  readonly port?: number;
}

const FORM = /^(?:(\[[\da-fA-F:.]{2,45}\])|([A-Za-z\d][\w.-]{0,252}))(?::(\d{1,5}))?$/;

/** Reads `HOST` or `HOST:PORT`; undefined for all else, such as a network of many. */
export function readNamedHost(text: string): NamedHost | undefined {
  const [, bracketed, plain, written] = FORM.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || !URL.canParse(`http://${host}`)) return undefined;
  if (written === undefined) return { host };
  const port = Number(written);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
