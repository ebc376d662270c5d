import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cluster } from "./api-server.ts";
import { Dice } from "./dice.ts";
import { KUBERNETES } from "./kubernetes-programs.ts";
import { somePod } from "./pods.ts";
import { type GrantObject, NAMESPACES, type Question } from "./roles.ts";
import {
  grantsAndQuestions,
  grantsIn,
  JUDGED,
  ourAnswer,
  ourVerdicts,
  POD_SEED,
  type RecordedVerdicts,
  VERSIONS_TOLD,
} from "./verdicts.ts";

/** As many as the tests look at in a second. */
const [RECORDED_PODS, RECORDED_QUESTIONS] = [150, 2_000];

/** What the API server calls each control when it refuses a pod. */
const REASONS: Readonly<Record<string, string>> = {
  "allowPrivilegeEscalation != false": "allowPrivilegeEscalation",
  "forbidden AppArmor profile": "appArmorProfile",
  "forbidden AppArmor profiles": "appArmorProfile",
  "non-default capabilities": "capabilities_baseline",
  "unrestricted capabilities": "capabilities_restricted",
  "host namespaces": "hostNamespaces",
  "hostPath volumes": "hostPathVolumes",
  hostPort: "hostPorts",
  "probe or lifecycle host": "hostProbesAndHostLifecycle",
  privileged: "privileged",
  procMount: "procMount",
  "restricted volume types": "restrictedVolumes",
  "runAsNonRoot != true": "runAsNonRoot",
  "runAsUser=0": "runAsUser",
  seLinuxOptions: "seLinuxOptions",
  seccompProfile: "seccompProfile",
  "forbidden sysctls": "sysctls",
  hostProcess: "windowsHostProcess",
};

interface Tally {
  readonly what: string;
  readonly asked: number;
  readonly equal: number;
  readonly detail: string;
  readonly differences: readonly string[];
}

interface Compared<R> {
  readonly tally: Tally;
  /** The server's verdicts on the first of them, which the tests hold ours against where there is no server. */
  readonly recorded: R;
}

/** Each verdict once, and pods as numbers of them; null for a pod that the server does not take for valid. */
function packed(pods: readonly (readonly string[] | null)[]): RecordedVerdicts["pods"] {
  const verdicts = [...new Set(pods.flatMap((pod) => pod ?? []))].sort();
  return { verdicts, judged: pods.map((pod) => pod && pod.map((verdict) => verdicts.indexOf(verdict))) };
}

/** Asks a real API server, and holds our verdicts against its own. False where one differs. */
export async function compareWithCluster(cache: string, smoke: boolean): Promise<boolean> {
  const [pods, questions] = smoke ? [50, 100] : [3_000, 10_000];
  await using cluster = await Cluster.start(cache);
  for (const name of NAMESPACES) await make(cluster, namespaceNamed(name, {}));
  const [podSecurity, access] = [await comparePods(cluster, pods), await compareGrants(cluster, questions)];
  const tallies = [podSecurity.tally, access.tally];
  for (const { what, asked, equal, detail, differences } of tallies) {
    process.stdout.write(`cluster: ${what}: ${equal} of ${asked} equal; ${detail}\n`);
    for (const difference of differences.slice(0, 10)) process.stdout.write(`  ${difference}\n`);
  }
  if (!smoke) {
    writeFileSync(join(import.meta.dirname, "..", "results", "cluster.md"), page(tallies));
    const recorded = { kubernetes: KUBERNETES, pods: packed(podSecurity.recorded), questions: access.recorded };
    writeFileSync(join(import.meta.dirname, "recorded.json"), `${JSON.stringify(recorded)}\n`);
  }
  return tallies.every(({ asked, equal }) => asked === equal);
}

function namespaceNamed(name: string, labels: Record<string, string>): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

async function make(cluster: Cluster, namespace: object): Promise<void> {
  const { status, body } = await cluster.ask("POST", "/api/v1/namespaces", namespace);
  if (status !== 201) throw new Error(`No namespace: ${JSON.stringify(body)}`);
}

async function comparePods(cluster: Cluster, wanted: number): Promise<Compared<(string[] | null)[]>> {
  const homeOf = ({ level, minor }: (typeof JUDGED)[number]) => `${level}-${minor}`;
  for (const one of JUDGED) {
    const label = "pod-security.kubernetes.io/enforce";
    await make(cluster, namespaceNamed(homeOf(one), { [label]: one.level, [`${label}-version`]: `v1.${one.minor}` }));
  }
  const dice = new Dice(POD_SEED);
  const differences: string[] = [];
  const recorded: (string[] | null)[] = [];
  let [valid, asked, equal, refused, invalid] = [0, 0, 0, 0, 0];
  while (valid < wanted) {
    const pod = somePod(dice);
    const answers = await cluster.askAll(JUDGED, (one) =>
      cluster.ask("POST", `/api/v1/namespaces/${homeOf(one)}/pods?dryRun=All&fieldValidation=Strict`, pod),
    );
    if (answers.some(({ status }) => status !== 201 && status !== 403)) {
      invalid++;
      if (recorded.length < RECORDED_PODS) recorded.push(null);
      continue;
    }
    valid++;
    const ours = ourVerdicts(pod);
    const theirs = answers.map(({ status, body }) => (status === 201 ? "" : reasonsIn(body.message).join()));
    if (recorded.length < RECORDED_PODS) recorded.push(theirs);
    for (const [index, { level, minor }] of JUDGED.entries()) {
      asked++;
      if (theirs[index] !== "") refused++;
      if (ours[index] === theirs[index]) equal++;
      else
        differences.push(`${level} 1.${minor}: theirs ${theirs[index]}; ours ${ours[index]}: ${JSON.stringify(pod)}`);
    }
  }
  const detail = `${valid} pods that the server takes for valid (${invalid} it does not), ${refused} verdicts are refusals; each compared down to the controls it names`;
  return { tally: { what: `Pod Security verdicts, ${VERSIONS_TOLD}`, asked, equal, detail, differences }, recorded };
}

function reasonsIn(message: unknown): string[] {
  const told = /violates PodSecurity "[^"]*": (.*)$/s.exec(String(message))?.[1] ?? String(message);
  const found = Object.entries(REASONS).filter(([reason]) => `, ${told}`.includes(`, ${reason} (`));
  return [...new Set(found.map(([, control]) => control))].sort();
}

const PATHS: Readonly<Record<string, string>> = {
  Role: "roles",
  ClusterRole: "clusterroles",
  RoleBinding: "rolebindings",
  ClusterRoleBinding: "clusterrolebindings",
};
const RBAC = "/apis/rbac.authorization.k8s.io/v1";

async function compareGrants(cluster: Cluster, wanted: number): Promise<Compared<string>> {
  const { objects, questions } = grantsAndQuestions(wanted);
  for (const object of objects) {
    const { namespace } = object.metadata;
    const folder = namespace === undefined ? RBAC : `${RBAC}/namespaces/${namespace}`;
    const { status, body } = await cluster.ask("POST", `${folder}/${PATHS[object.kind]}`, object);
    if (status !== 201) throw new Error(`No ${object.kind}: ${body.message}`);
  }
  const grants = grantsIn(await everyGrant(cluster));
  const own = grantsIn(objects);
  const answers = await cluster.askAll(questions, (question) =>
    cluster.ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", reviewOf(question)),
  );
  const differences: string[] = [];
  let allowed = 0;
  let recorded = "";
  for (const [index, question] of questions.entries()) {
    const theirs = answers[index]?.body.status?.allowed === true;
    const ours = ourAnswer(grants, question);
    if (theirs) allowed++;
    if (ours !== theirs) differences.push(`theirs ${theirs}: ${JSON.stringify(question)}`);
    if (index < RECORDED_QUESTIONS) recorded += ours !== ourAnswer(own, question) ? "-" : theirs ? "1" : "0";
  }
  const detail = `${grants.length} bindings, the server's own among them; ${allowed} questions are answered with yes`;
  const equal = wanted - differences.length;
  return { tally: { what: "SubjectAccessReviews", asked: wanted, equal, detail, differences }, recorded };
}

/** All that the server holds; what is aggregated is left out, since the controller that would write it does not run. */
async function everyGrant(cluster: Cluster): Promise<GrantObject[]> {
  const objects: GrantObject[] = [];
  for (const [kind, path] of Object.entries(PATHS)) {
    const { body } = await cluster.ask("GET", `${RBAC}/${path}`);
    for (const item of (body.items ?? []) as GrantObject[]) {
      objects.push({ ...item, apiVersion: "rbac.authorization.k8s.io/v1", kind, aggregationRule: undefined });
    }
  }
  return objects;
}

function reviewOf({ user, groups, namespace, action }: Question): object {
  const spec =
    "url" in action
      ? { user, groups, nonResourceAttributes: { verb: action.verb, path: action.url } }
      : { user, groups, resourceAttributes: { ...action, namespace } };
  return { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
}

function page(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ what, asked, equal, detail }) => `| ${what} | ${equal} of ${asked} | ${detail} |`);
  return `# Verdicts beside a real API server's

Written by \`npm run bench -- cluster\` on ${new Date().toISOString().slice(0, 10)}: kube-apiserver ${KUBERNETES}, built from its Go modules, with etcd and nothing else behind it. Pods, roles and questions are thrown with a fixed seed; pods are created as a dry run with strict field validation.

| verdicts | equal | of what |
| --- | --: | --- |
${rows.join("\n")}
`;
}
