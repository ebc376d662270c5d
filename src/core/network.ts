/** The one way out. Made by `connect`, handed to those who need it; refuses when offline and hosts nobody named. */
export interface Network {
  readonly offline: boolean;
  /** Throws a `WaybillError` when the run is offline or nobody named the host. */
  request(url: string | URL, options?: RequestOptions): Promise<Answer>;
}

export interface RequestOptions {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "LIST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the first byte of the answer and between two of its chunks. Default 30,000. */
  readonly timeout?: number;
  /** Greatest number of bytes of the body that `bytes()`, `text()` and `json()` take. Default 32 MiB. */
  readonly limit?: number;
  /** How many redirects to follow; each host must be named, too. Default 0. */
  readonly redirects?: number;
  /** Hosts that this call itself names, such as the registry in an image's name; with the port where it is not the usual one. */
  readonly hosts?: readonly string[];
  /**
   * Speak TLS with whoever answers, without knowing who it is: for probes, which send nothing and only look whether
   * something asks for a login. Never with credentials.
   */
  readonly anyCertificate?: boolean;
  /** Whose certificates are believed in place of the machine's, and who we are; all in PEM. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly servername?: string };
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly url: string;
  /** The other side's own certificate, DER; absent where it showed none. */
  readonly certificate?: Uint8Array;
  header(name: string): string | undefined;
  /** The body as it comes, without a limit: the caller counts. */
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Buffer>;
  text(): Promise<string>;
}
