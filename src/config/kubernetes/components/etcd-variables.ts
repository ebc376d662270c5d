/** etcd takes every flag from its environment, too: `ETCD_CLIENT_CERT_AUTH` is `--client-cert-auth`. */
export function etcdVariables<F extends { readonly name: string }>(variables: readonly F[]): F[] {
  return variables
    .filter(({ name }) => name.startsWith("ETCD_"))
    .map((variable) => ({ ...variable, name: variable.name.slice(5).toLowerCase().replaceAll("_", "-") }));
}
