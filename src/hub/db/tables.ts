import type {
  ApiKeyTable,
  AuditEntryTable,
  SetupTokenTable,
  SignInFailureTable,
  TeamTable,
  WorkloadBindingTable,
  WorkloadIssuerTable,
  WorkloadSessionTable,
  WorkloadTokenUseTable,
} from "./tables/access-tables.ts";
import type { AdvisoryRenewalTable } from "./tables/advisory-tables.ts";
import type {
  DecisionTable,
  DeploymentTable,
  EnvironmentTable,
  WaiverReminderTable,
  WaiverTable,
} from "./tables/decision-tables.ts";
import type { DeliveryTable, OutboxTable, SubscriptionTable } from "./tables/notification-tables.ts";
import type {
  InvitationTable,
  PersonAccountTable,
  PersonPasskeyTable,
  PersonSessionTable,
  PersonTable,
  PersonTeamTable,
  PersonTotpTable,
  PersonVerificationTable,
  SamlRequestTable,
  SpentCodeTable,
  SsoProviderTable,
} from "./tables/people-tables.ts";
import type { ScimGroupTable, ScimMappingTable, ScimMemberTable, ScimUserTable } from "./tables/scim-tables.ts";
import type {
  ComponentTable,
  ComponentVulnerabilityTable,
  ContentComponentTable,
  ContentTable,
  FindingEventTable,
  FindingTable,
  FindingWordsTable,
  ImageContentTable,
  ImageTable,
  LayerTable,
  LineageTable,
  MatchingTable,
  ScanTable,
  StaleLineageTable,
  UnmatchedTable,
  WorkItemPartTable,
  WorkItemSumTable,
  WorkItemTable,
} from "./tables/store-tables.ts";
import type { VexClaimTable, VexDocumentTable } from "./tables/vex-tables.ts";

export interface Tables {
  person: PersonTable;
  person_team: PersonTeamTable;
  person_session: PersonSessionTable;
  person_account: PersonAccountTable;
  person_verification: PersonVerificationTable;
  person_totp: PersonTotpTable;
  person_passkey: PersonPasskeyTable;
  spent_code: SpentCodeTable;
  sso_provider: SsoProviderTable;
  saml_request: SamlRequestTable;
  scim_user: ScimUserTable;
  scim_group: ScimGroupTable;
  scim_member: ScimMemberTable;
  scim_mapping: ScimMappingTable;
  invitation: InvitationTable;
  outbox: OutboxTable;
  subscription: SubscriptionTable;
  delivery: DeliveryTable;
  waiver_reminder: WaiverReminderTable;
  workload_issuer: WorkloadIssuerTable;
  workload_binding: WorkloadBindingTable;
  workload_session: WorkloadSessionTable;
  workload_token_use: WorkloadTokenUseTable;
  sign_in_failure: SignInFailureTable;
  waiver: WaiverTable;
  environment: EnvironmentTable;
  decision: DecisionTable;
  deployment: DeploymentTable;
  component_vulnerability: ComponentVulnerabilityTable;
  unmatched: UnmatchedTable;
  stale_lineage: StaleLineageTable;
  matching: MatchingTable;
  component: ComponentTable;
  layer: LayerTable;
  content: ContentTable;
  content_component: ContentComponentTable;
  lineage: LineageTable;
  image: ImageTable;
  image_content: ImageContentTable;
  scan: ScanTable;
  finding: FindingTable;
  finding_event: FindingEventTable;
  advisory_renewal: AdvisoryRenewalTable;
  finding_words: FindingWordsTable;
  work_item: WorkItemTable;
  work_item_part: WorkItemPartTable;
  work_item_sum: WorkItemSumTable;
  vex_document: VexDocumentTable;
  vex_claim: VexClaimTable;
  team: TeamTable;
  api_key: ApiKeyTable;
  setup_token: SetupTokenTable;
  audit_entry: AuditEntryTable;
}
