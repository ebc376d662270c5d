import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { WaybillError } from "../../core/errors.ts";

/** How one speaks to an API server, and as whom. Certificates and keys are PEM. */
export interface ClusterAccess {
  /** The context's name, or `in-cluster`. */
  readonly name: string;
  /** Such as `https://10.0.0.1:6443`, without a slash at its end. */
  readonly server: string;
  readonly ca?: string;
  readonly servername?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
}

const Cluster = z.looseObject({
  server: z.string(),
  "certificate-authority": z.string().optional(),
  "certificate-authority-data": z.string().optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
  "tls-server-name": z.string().optional(),
});
const User = z.looseObject({
  token: z.string().optional(),
  tokenFile: z.string().optional(),
  "client-certificate": z.string().optional(),
  "client-certificate-data": z.string().optional(),
  "client-key": z.string().optional(),
  "client-key-data": z.string().optional(),
  username: z.string().optional(),
  exec: z.unknown().optional(),
  "auth-provider": z.unknown().optional(),
});
const Context = z.looseObject({ cluster: z.string(), user: z.string().optional() });
const Kubeconfig = z.looseObject({
  "current-context": z.string().optional(),
  clusters: z.array(z.looseObject({ name: z.string(), cluster: Cluster })).default([]),
  users: z.array(z.looseObject({ name: z.string(), user: User })).default([]),
  contexts: z.array(z.looseObject({ name: z.string(), context: Context })).default([]),
});

/** Where the account of a pod lies. */
const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads how the cluster is reached that `kubectl` would ask: from the files of `KUBECONFIG`, else `~/.kube/config`, else as
 * the account of the pod that this runs in. No program that a file names is run.
 *
 * @param context empty for the current one
 * @throws WaybillError where none is set, or one that cannot be used
 */
export function readClusterAccess(context: string, environment: NodeJS.ProcessEnv = process.env): ClusterAccess {
  const written = environment["KUBECONFIG"];
  const files = written
    ? written.split(delimiter).filter(Boolean)
    : [join(environment["HOME"] || homedir(), ".kube", "config")];
  const present = files.filter((file) => existsSync(file));
  if (present.length === 0 && context === "") {
    const own = accountOfPod(environment);
    if (own !== undefined) return own;
  }
  if (present.length === 0) {
    throw new WaybillError(
      "kubernetes/no-kubeconfig",
      `There is no ${files.join(", ")}.`,
      "Set KUBECONFIG to a file that names the cluster.",
    );
  }
  const all = present.map((file) => ({ file, config: readFile(file) }));
  const name = context || all.map(({ config }) => config["current-context"]).find(Boolean) || "";
  const chosen = all.flatMap(({ config }) => config.contexts).find((one) => one.name === name)?.context;
  if (chosen === undefined) {
    const known = all.flatMap(({ config }) => config.contexts.map((one) => one.name)).slice(0, 10);
    const hint = known.length > 0 ? `Name one of ${known.join(", ")}: cluster:CONTEXT.` : "Set a current context.";
    throw new WaybillError("kubernetes/no-context", `There is no context ${JSON.stringify(name)}.`, hint);
  }
  const [cluster] = all.flatMap(({ file, config }) =>
    config.clusters.filter((one) => one.name === chosen.cluster).map((one) => ({ file, value: one.cluster })),
  );
  if (cluster === undefined) {
    throw new WaybillError(
      "kubernetes/no-context",
      `Context ${name} names a cluster that is not there.`,
      "Mend the kubeconfig.",
    );
  }
  const [user = { file: cluster.file, value: {} }] = all.flatMap(({ file, config }) =>
    config.users.filter((one) => one.name === chosen.user).map((one) => ({ file, value: one.user })),
  );
  return { name, ...reachedBy(cluster.value, cluster.file), ...provenBy(user.value, user.file, name) };
}

function readFile(file: string): z.infer<typeof Kubeconfig> {
  if (statSync(file).size > MOST_BYTES) throw unreadable(file, "it is larger than 4 MiB");
  let value: unknown;
  try {
    value = parse(readFileSync(file, "utf8"), { maxAliasCount: 0 });
  } catch {
    throw unreadable(file, "it is not YAML");
  }
  const read = Kubeconfig.safeParse(value);
  if (!read.success) throw unreadable(file, z.prettifyError(read.error).split("\n")[0] ?? "");
  return read.data;
}

function unreadable(file: string, why: string): WaybillError {
  return new WaybillError(
    "kubernetes/bad-kubeconfig",
    `${file} cannot be read: ${why}.`,
    "Mend the file, or set KUBECONFIG to another.",
  );
}

function reachedBy(
  cluster: z.infer<typeof Cluster>,
  file: string,
): Pick<ClusterAccess, "server" | "ca" | "servername"> {
  if (cluster["insecure-skip-tls-verify"] === true) {
    throw new WaybillError(
      "kubernetes/unknown-cluster",
      "The kubeconfig says not to look at the cluster's certificate, and a credential would go to whoever answers.",
      "Set certificate-authority in place of insecure-skip-tls-verify.",
    );
  }
  const ca = pem(cluster["certificate-authority-data"], cluster["certificate-authority"], file);
  const servername = cluster["tls-server-name"];
  return {
    server: cluster.server.replace(/\/$/, ""),
    ...(ca !== undefined && { ca }),
    ...(servername !== undefined && { servername }),
  };
}

function provenBy(
  user: z.infer<typeof User>,
  file: string,
  context: string,
): Pick<ClusterAccess, "cert" | "key" | "token"> {
  const token = user.token ?? (user.tokenFile === undefined ? undefined : contentOf(user.tokenFile, file).trim());
  const cert = pem(user["client-certificate-data"], user["client-certificate"], file);
  const key = pem(user["client-key-data"], user["client-key"], file);
  if (token !== undefined) return { token };
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (user.exec !== undefined || user["auth-provider"] !== undefined || user.username !== undefined) {
    throw new WaybillError(
      "kubernetes/no-credential",
      `Context ${context} signs in by a program or a password, which is not done here.`,
      "Make a token with `kubectl create token waybill --namespace waybill`, and name it in a kubeconfig of its own.",
    );
  }
  return {};
}

function pem(data: string | undefined, path: string | undefined, file: string): string | undefined {
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  return path === undefined ? undefined : contentOf(path, file);
}

/** Paths are relative to the file that names them. */
function contentOf(path: string, file: string): string {
  const full = resolve(dirname(file), path);
  if (!existsSync(full)) throw unreadable(file, `${path}, which it names, is not there`);
  return readFileSync(full, "utf8");
}

function accountOfPod({
  KUBERNETES_SERVICE_HOST: host,
  KUBERNETES_SERVICE_PORT: port = "443",
}: NodeJS.ProcessEnv): ClusterAccess | undefined {
  if (host === undefined || !existsSync(join(ACCOUNT, "token"))) return undefined;
  const read = (name: string) => readFileSync(join(ACCOUNT, name), "utf8");
  const address = host.includes(":") ? `[${host}]` : host;
  return { name: "in-cluster", server: `https://${address}:${port}`, ca: read("ca.crt"), token: read("token").trim() };
}
