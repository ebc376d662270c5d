import type { Detector } from "../detector.ts";
import { amazon } from "./amazon.ts";
import { authorization } from "./authorization.ts";
import { chat } from "./chat.ts";
import { ci } from "./ci.ts";
import { cloud } from "./cloud.ts";
import { commands } from "./commands.ts";
import { database } from "./database.ts";
import { forge } from "./forge.ts";
import { generic } from "./generic.ts";
import { google } from "./google.ts";
import { keyForms } from "./key-forms.ts";
import { keys } from "./keys.ts";
import { mail } from "./mail.ts";
import { monitoring } from "./monitoring.ts";
import { payment } from "./payment.ts";
import { registry } from "./registry.ts";
import { services } from "./services.ts";
import { applications } from "./shaped/applications.ts";
import { azure } from "./shaped/azure.ts";
import { building } from "./shaped/building.ts";
import { frameworks } from "./shaped/frameworks.ts";
import { hosting } from "./shaped/hosting.ts";
import { identities } from "./shaped/identities.ts";
import { making } from "./shaped/making.ts";
import { messaging } from "./shaped/messaging.ts";
import { models } from "./shaped/models.ts";
import { networks } from "./shaped/networks.ts";
import { paying } from "./shaped/paying.ts";
import { selling } from "./shaped/selling.ts";
import { stores } from "./shaped/stores.ts";
import { storing } from "./shaped/storing.ts";
import { watching } from "./shaped/watching.ts";
import { terraformState } from "./terraform-state.ts";
import { vpn } from "./vpn.ts";

/**
 * Detectors of things of one sort. A value that two of them take for different things is the same finding, so a finding's
 * id holds the family and not the detector.
 */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly detectors: readonly Detector[];
}

/** All that the room knows to find, by family. */
export const FAMILIES: readonly Family[] = [
  { id: "cloud", title: "Clouds and hosting", detectors: [...amazon, ...google, ...cloud, ...azure, ...hosting] },
  { id: "forge", title: "Forges", detectors: [...forge] },
  { id: "packages", title: "Package and image registries", detectors: [...registry] },
  { id: "build", title: "Building, shipping and automating", detectors: [...ci, ...building, ...making] },
  { id: "kept-state", title: "Terraform state", detectors: [...terraformState] },
  { id: "network", title: "Private networks, clusters and what guards them", detectors: [...vpn, ...networks] },
  { id: "key", title: "Private keys and web tokens", detectors: [...keys, ...keyForms] },
  { id: "database", title: "Databases, queues and stores", detectors: [...database, ...stores, ...storing] },
  { id: "monitoring", title: "Watching and counting", detectors: [...monitoring, ...watching] },
  { id: "model", title: "Language models", detectors: [...models] },
  { id: "identity", title: "Identities", detectors: [...identities] },
  { id: "chat", title: "Chat and messages", detectors: [...chat, ...messaging] },
  { id: "mail", title: "Mail", detectors: [...mail] },
  { id: "payment", title: "Payment and selling", detectors: [...payment, ...paying, ...selling] },
  { id: "application", title: "Applications", detectors: [...services, ...applications, ...frameworks] },
  { id: "request", title: "Sign-ins of requests", detectors: [...authorization] },
  { id: "command", title: "Command lines and statements", detectors: [...commands] },
  { id: "generic", title: "Passwords and keys that only their names tell", detectors: [...generic] },
];

export const DETECTORS: readonly Detector[] = FAMILIES.flatMap(({ detectors }) => detectors);
