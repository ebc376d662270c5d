import type { JudgedFact } from "../../core/fact.ts";

/** The container runtime that runs as root and that all others ask. */
export type Daemon = "Docker" | "containerd";

/** An address that a daemon listens at, as it is written: `unix:///run/docker.sock`, `tcp://0.0.0.0:2375`. */
export interface DaemonSocket extends JudgedFact {
  readonly kind: "daemon-socket";
  readonly daemon: Daemon;
  readonly address: string;
  /** Callers must show a certificate. `elsewhere`: another file says so, and it is not known whether they belong together. */
  readonly verified: boolean | "elsewhere";
}

/** A setting that the daemon goes by, written or by its default. */
export interface DaemonSetting extends JudgedFact {
  readonly kind: "daemon-setting";
  readonly name: string;
  readonly value: string;
  readonly written: boolean;
}

/** A registry or mirror that the daemon trusts more than it should. */
export interface TrustedRegistry extends JudgedFact {
  readonly kind: "trusted-registry";
  readonly daemon: Daemon;
  /** Host, network or address, as written. */
  readonly registry: string;
  /** `insecure`: no TLS is needed or its certificate not looked at; `plain`: spoken to without TLS. */
  readonly how: "insecure" | "plain";
}

/** Who may speak with Docker's socket. */
export interface SocketGroup extends JudgedFact {
  readonly kind: "socket-group";
  readonly members: readonly string[];
  /** It stands in an image, where it means something only once the socket is given to the container. */
  readonly inImage: boolean;
}

export type DaemonFact = DaemonSocket | DaemonSetting | TrustedRegistry | SocketGroup;
