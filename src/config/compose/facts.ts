import type { JudgedFact } from "../../core/fact.ts";

interface OfService extends JudgedFact {
  readonly service: string;
}

/** One way in which a service steps out of its container: as written, `privileged`, `pid: host`, `cap_add: SYS_ADMIN`. */
export interface ServicePrivilege extends OfService {
  readonly kind: "service-privilege";
  readonly what: "privileged" | "namespace" | "capability" | "device";
  readonly written: string;
}

/** A path of the host in a service. Named volumes are none. */
export interface ServiceMount extends OfService {
  readonly kind: "service-mount";
  readonly path: string;
  readonly readOnly: boolean;
}

/** A port of the host that leads to a service. */
export interface PublishedPort extends OfService {
  readonly kind: "published-port";
  /** The host's address that it listens at; empty for all of them. */
  readonly address: string;
  /** The port inside the container. */
  readonly target: string;
}

/** `security_opt`, one entry. */
export interface SecurityOption extends OfService {
  readonly kind: "security-option";
  readonly option: string;
}

export interface ServiceVariable extends OfService {
  readonly kind: "service-variable";
  readonly name: string;
  /** A secret itself is written there, and no reference to one. */
  readonly literal: boolean;
}

export type ComposeFact = ServicePrivilege | ServiceMount | PublishedPort | SecurityOption | ServiceVariable;
