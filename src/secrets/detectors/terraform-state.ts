import type { Detector, Found, Refused, Searched } from "../detector.ts";
import { whyNoLiteral } from "../rejections.ts";

/**
 * What Terraform keeps in its state as it is: passwords that it made, keys that a provider handed out. By the type of the
 * resource, the attributes that its provider marks as sensitive.
 */
const SENSITIVE: ReadonlyMap<string, readonly string[]> = new Map([
  ["random_password", ["result", "bcrypt_hash"]],
  ["tls_private_key", ["private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"]],
  ["aws_iam_access_key", ["secret", "ses_smtp_password_v4"]],
  ["aws_iam_service_specific_credential", ["service_password"]],
  ["aws_db_instance", ["password"]],
  ["aws_rds_cluster", ["master_password"]],
  ["aws_redshift_cluster", ["master_password"]],
  ["aws_docdb_cluster", ["master_password"]],
  ["aws_elasticache_replication_group", ["auth_token"]],
  ["aws_secretsmanager_secret_version", ["secret_string"]],
  ["aws_ssm_parameter", ["value"]],
  ["azurerm_storage_account", ["primary_access_key", "secondary_access_key", "primary_connection_string"]],
  ["azurerm_cosmosdb_account", ["primary_key", "secondary_key", "primary_readonly_key"]],
  ["azurerm_redis_cache", ["primary_access_key", "secondary_access_key"]],
  ["azurerm_container_registry", ["admin_password"]],
  ["azurerm_kubernetes_cluster", ["kube_config_raw", "kube_admin_config_raw"]],
  ["azurerm_key_vault_secret", ["value"]],
  ["azurerm_mssql_server", ["administrator_login_password"]],
  ["azurerm_postgresql_flexible_server", ["administrator_password"]],
  ["azuread_application_password", ["value"]],
  ["azuread_service_principal_password", ["value"]],
  ["google_service_account_key", ["private_key"]],
  ["google_sql_user", ["password"]],
  ["google_secret_manager_secret_version", ["secret_data"]],
  ["google_container_cluster", ["client_key"]],
  ["kubernetes_secret", ["data"]],
  ["digitalocean_database_cluster", ["password", "private_uri"]],
  ["digitalocean_spaces_key", ["secret_key"]],
  ["cloudflare_api_token", ["value"]],
  ["github_actions_secret", ["plaintext_value"]],
  ["gitlab_deploy_token", ["token"]],
  ["gitlab_runner", ["authentication_token"]],
  ["vault_generic_secret", ["data_json"]],
  ["vault_token", ["client_token"]],
  ["postgresql_role", ["password"]],
  ["mysql_user", ["plaintext_password"]],
  ["mongodbatlas_database_user", ["password"]],
  ["datadog_api_key", ["key"]],
  ["grafana_service_account_token", ["key"]],
  ["tailscale_tailnet_key", ["key"]],
  ["wireguard_asymmetric_key", ["private_key"]],
]);

export const terraformState: readonly Detector[] = [
  {
    id: "terraform-state-secret",
    title: "Sensitive value in a Terraform state",
    severity: "high",
    why: "A state holds in plain text what its resources were made with; whoever can read it can use that.",
    fix: "Change the value where it opens something, and keep the state in an encrypted backend, out of the repository.",
    references: ["https://developer.hashicorp.com/terraform/language/manage-sensitive-data"],
    take: { kind: "read", keywords: ['"instances":'], far: true, read: readState },
    precedence: 33,
    samples: (make) => ({
      found: [
        { path: "terraform.tfstate", text: state("random_password", "result", make.base62(20)) },
        { path: "prod/terraform.tfstate.backup", text: state("aws_db_instance", "password", make.base62(18)) },
      ],
      missed: [
        { path: "terraform.tfstate", text: state("random_pet", "result", make.base62(20)) },
        { path: "notes.json", text: state("random_password", "result", make.base62(20)) },
      ],
    }),
  },
];

function state(type: string, attribute: string, value: string): string {
  const instances = [{ schema_version: 0, attributes: { id: "none", [attribute]: value } }];
  return JSON.stringify({ version: 4, resources: [{ mode: "managed", type, name: "it", instances }] }, null, 2);
}

const LONGEST_RESOURCE = 64 * 1024;
const HEAD = 512;

/** From the instances of a resource, whose type stands above them, to the next resource: its sensitive attributes. */
function* readState({ bytes, path }: Searched, at: number): Iterable<Found | Refused> {
  if (!/\.tfstate(?:\.|$)/.test(path)) return;
  const head = bytes.toString("latin1", Math.max(0, at - HEAD), at);
  const type = /^"type": ?"([a-z\d_]{3,80})"/.exec(head.slice(head.lastIndexOf('"type":')))?.[1];
  const attributes = SENSITIVE.get(type ?? "");
  if (type === undefined || attributes === undefined) return;
  const window = bytes.subarray(at, at + LONGEST_RESOURCE);
  const end = window.indexOf('"mode":');
  const text = window.toString("latin1", 0, end === -1 ? window.length : end);
  for (const attribute of attributes) {
    const quoted = `"${attribute}":`;
    for (let found = text.indexOf(quoted); found !== -1; found = text.indexOf(quoted, found + 1)) {
      yield* valueBehind(bytes, at + found + quoted.length, attribute, type);
    }
  }
}

function* valueBehind(bytes: Buffer, at: number, attribute: string, type: string): Iterable<Found | Refused> {
  const match = /^ ?"((?:[^"\\\n]|\\.){1,8192})"/.exec(bytes.toString("latin1", at, at + 8200));
  const value = match?.[1];
  if (match === null || value === undefined) return;
  const start = at + match[0].length - 1 - value.length;
  const refused = whyNoLiteral(value, true);
  if (refused !== undefined) return yield { start, refused };
  yield {
    value,
    start,
    end: start + value.length,
    frame: "assignment",
    name: attribute,
    grade: "structure",
    evidence: [{ kind: "check", text: `${type} keeps it there, and its provider calls it sensitive` }],
  };
}
