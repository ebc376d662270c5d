import { Maker } from "../src/secrets/samples.ts";

/** What the shop's people left lying about: put together here, the same on every machine, and true nowhere. */
export const SECRETS = {
  /** In `deploy/deploy.sh`. */
  deployToken: new Maker("demo: deploy").withChecksum("ghp_"),
  /** In a commit of the history alone. */
  paymentKey: `sk_live_${new Maker("demo: payment").base62(24)}`,
  /** In a layer of the image whose file a later layer deletes. */
  npmToken: new Maker("demo: npm").withChecksum("npm_"),
} as const;
