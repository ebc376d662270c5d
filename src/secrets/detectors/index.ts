import type { Detector } from "../detector.ts";
import { authorization } from "./authorization.ts";
import { chat } from "./chat.ts";
import { ci } from "./ci.ts";
import { cloud } from "./cloud.ts";
import { commands } from "./commands.ts";
import { database } from "./database.ts";
import { forge } from "./forge.ts";
import { generic } from "./generic.ts";
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
import { hosting } from "./shaped/hosting.ts";
import { identities } from "./shaped/identities.ts";
import { messaging } from "./shaped/messaging.ts";
import { models } from "./shaped/models.ts";
import { paying } from "./shaped/paying.ts";
import { stores } from "./shaped/stores.ts";
import { watching } from "./shaped/watching.ts";

/** All that the room knows to find. */
export const DETECTORS: readonly Detector[] = [
  ...cloud,
  ...forge,
  ...registry,
  ...ci,
  ...chat,
  ...payment,
  ...mail,
  ...monitoring,
  ...services,
  ...azure,
  ...hosting,
  ...stores,
  ...building,
  ...applications,
  ...identities,
  ...models,
  ...watching,
  ...messaging,
  ...paying,
  ...database,
  ...keys,
  ...keyForms,
  ...commands,
  ...authorization,
  ...generic,
];
