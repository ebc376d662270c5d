import type { Detector } from "../detector.ts";
import { chat } from "./chat.ts";
import { ci } from "./ci.ts";
import { cloud } from "./cloud.ts";
import { database } from "./database.ts";
import { forge } from "./forge.ts";
import { generic } from "./generic.ts";
import { keys } from "./keys.ts";
import { mail } from "./mail.ts";
import { monitoring } from "./monitoring.ts";
import { payment } from "./payment.ts";
import { registry } from "./registry.ts";
import { services } from "./services.ts";

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
  ...database,
  ...keys,
  ...generic,
];
