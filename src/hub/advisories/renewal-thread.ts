import { parentPort, workerData } from "node:worker_threads";
import { createNetwork } from "../../connect/network.ts";
import { databaseHost, feedHosts, isDatabaseOrigin, pullDatabase, updateAdvisories } from "../../scan/advisory-data.ts";
import type { Renewed, ThreadWish } from "./renew.ts";

/** Building the database keeps a core busy for minutes: in a thread, requests are answered meanwhile. */
async function renew({ origin, ecosystems, keys, dataDirectory, cacheDirectory, now }: ThreadWish): Promise<Renewed> {
  if (isDatabaseOrigin(origin)) {
    const network = createNetwork({ offline: false, hosts: [databaseHost(origin)] });
    await pullDatabase({ network, origin, dataDirectory, cacheDirectory, now, keys });
    return { failed: [] };
  }
  const network = createNetwork({ offline: false, hosts: feedHosts(origin, ecosystems) });
  const { failed } = await updateAdvisories({ network, mirror: origin, dataDirectory, now, ecosystems });
  return { failed: failed.map(({ name, reason }) => `${name}: ${reason}`) };
}

parentPort?.postMessage(await renew(workerData as ThreadWish));
