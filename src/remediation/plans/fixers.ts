import { cacheOff } from "./cache-off.ts";
import { containerContext } from "./container-context.ts";
import { environmentIndirection } from "./environment-indirection.ts";
import type { Fixer } from "./fixer.ts";
import { leastPermissions } from "./least-permissions.ts";
import { loopbackPort } from "./loopback-port.ts";
import { nameSecrets } from "./name-secrets.ts";
import { namespaceLevel } from "./namespace-level.ts";
import { nonRootUser } from "./non-root-user.ts";
import { persistCredentials } from "./persist-credentials.ts";
import { pinAction } from "./pin-action.ts";
import { pinImage } from "./pin-image.ts";

/** The one list of what can be mended. */
export const FIXERS: readonly Fixer[] = [
  pinAction,
  pinImage,
  persistCredentials,
  leastPermissions,
  nameSecrets,
  cacheOff,
  environmentIndirection,
  nonRootUser,
  containerContext,
  namespaceLevel,
  loopbackPort,
];
