import * as z from "zod";
import { createNetwork } from "../../connect/network.ts";
import { createVault, readVaultSession, type Vault } from "../../connect/vault/index.ts";
import { WaybillError } from "../../core/errors.ts";
import { subjectOf } from "../../core/subject.ts";
import {
  Draft,
  type FoundCredential,
  moveCredentials,
  planMoves,
  type Stored,
  type VaultSettings,
  vaultPath,
} from "../../remediation/index.ts";
import type { RunCommand } from "../command.ts";
import { type Looked, look } from "../look.ts";
import { credentialsIn, maskOf, ROOMS_OF_FILES, sightOf, treeOf, uninterrupted } from "../mending.ts";
import { type Options, readOptions } from "../options.ts";
import { type MoveReport, printMoves } from "../print/moves.ts";
import { writeOut } from "../write-out.ts";

const Wishes = z.object({
  address: z.string().optional(),
  tokenFile: z.string().optional(),
  mount: z.string().default("secret"),
  role: z.string().optional(),
  loginPath: z.string().default("jwt"),
  program: z.enum(["vault", "bao"]).optional(),
});
type Wishes = z.infer<typeof Wishes>;

/** Shows which credentials would go to the vault and how their consumers would read them. Asks nobody, writes nothing. */
export const plan: RunCommand = async ([target = "."], raw) => {
  const { options, wishes, looked, tree, rewrites, left } = await prepare(target, raw);
  const draft = new Draft((path) => tree.read(path));
  const outcomes = rewrites.map(({ planned }) => {
    draft.take(planned);
    return { plan: planned.plan, state: "planned" as const };
  });
  const report: MoveReport = { mount: wishes.mount, outcomes, left, stored: [], files: draft.files(), written: false };
  await writeOut(printMoves(report, options, maskOf(looked, tree)), options);
  return statusOf(report, looked);
};

/** Stores, reads back, rewrites, looks again: in this order, and taken back where it is not proven. */
export const apply: RunCommand = async ([target = "."], raw) => {
  const { options, wishes, looked, tree, rewrites, left, lookAtTree } = await prepare(target, raw);
  const mask = maskOf(looked, tree);
  const stored: Stored[] = [];
  const tell = async (done: Pick<MoveReport, "outcomes" | "files">) => {
    const report: MoveReport = { mount: wishes.mount, ...done, left, stored, written: true };
    await writeOut(printMoves(report, options, mask), options);
    return statusOf(report, looked);
  };
  if (rewrites.length === 0) return await tell({ outcomes: [], files: [] });
  const vault = connect(options, wishes);
  try {
    const applied = await uninterrupted(() =>
      moveCredentials({
        vault,
        mount: wishes.mount,
        tree,
        rewrites,
        before: sightOf(looked),
        lookAgain: async () => sightOf(await lookAtTree()),
        onStored: (one) => stored.push(one),
      }),
    );
    return await tell(applied);
  } catch (fault) {
    // What lies in the vault by now is said before the mistake is.
    if (stored.length > 0) await tell({ outcomes: [], files: [] });
    if (stored.length > 0 && fault instanceof Error && fault.name === "AbortError") {
      process.stderr.write(
        "waybill: stopped. The files are as they were; what is stored stays. Run the same call again to go on.\n",
      );
      return 130;
    }
    throw fault;
  }
};

/** Says whether the vault answers, and which of the credentials found here it holds. */
export const status: RunCommand = async ([target = "."], raw) => {
  const { options, wishes, credentials } = await prepare(target, raw);
  const vault = connect(options, wishes);
  const { sealed, version } = await vault.health();
  const mount = sealed ? undefined : await vault.mount(wishes.mount);
  const store = mount === undefined ? "not there, or not for this token" : `${mount.type} version ${mount.version}`;
  const lines = [`${vault.address}  version ${version}${sealed ? ", sealed" : ""}`, `${wishes.mount}  ${store}`];
  if (mount?.type === "kv" && mount.version === "2") {
    for (const { id, path, line } of credentials) {
      const found = await vault.readSecret(wishes.mount, vaultPath(id));
      lines.push(`${vaultPath(id)}  ${found === undefined ? "not stored" : "stored"}  ${path}:${line}`);
    }
  }
  await writeOut(`${lines.join("\n")}\n`, options);
  return sealed || mount === undefined ? 3 : 0;
};

async function prepare(target: string, raw: Record<string, unknown>) {
  const options = readOptions(raw);
  const parsed = Wishes.safeParse(raw);
  if (!parsed.success)
    throw new WaybillError("call/wrong-option", "--program is vault or bao.", "Leave it out for vault.");
  const wishes = parsed.data;
  const lookAtTree = () => look({ target, options, selection: { only: ROOMS_OF_FILES, skip: [] }, history: false });
  const looked = await lookAtTree();
  const tree = treeOf(looked);
  const credentials = foundIn(looked);
  const { rewrites, left } = await planMoves(credentials, tree, settingsOf(wishes, process.env));
  return { options, wishes, looked, tree, credentials, rewrites, left, lookAtTree };
}

/** The credentials of findings that nobody has waived, each at each of its places in the tree. */
function foundIn(looked: Looked): FoundCredential[] {
  const open = looked.report.findings.filter(({ room, suppressed }) => room === "secrets" && suppressed === null);
  const findings = new Map(open.map((finding) => [subjectOf(finding.subject).name, finding]));
  return credentialsIn(looked).flatMap(({ subject, at, start, end, encoding }) => {
    const id = subjectOf(subject).name;
    const finding = findings.get(id);
    if (finding === undefined || at.path === undefined) return [];
    const { rule } = finding;
    return [
      { id, finding: finding.id, rule, path: at.path, line: at.line ?? 1, start, end, encoded: encoding !== undefined },
    ];
  });
}

function settingsOf(wishes: Wishes, environment: NodeJS.ProcessEnv): VaultSettings {
  const { mount, loginPath, role } = wishes;
  const address = wishes.address ?? (environment.BAO_ADDR || environment.VAULT_ADDR || undefined);
  const namespace = environment.BAO_NAMESPACE || environment.VAULT_NAMESPACE || undefined;
  const program = wishes.program ?? (wishes.address === undefined && environment.BAO_ADDR ? "bao" : "vault");
  return {
    mount,
    program,
    loginPath,
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
    ...(role !== undefined && { role }),
  };
}

function connect(options: Options, wishes: Wishes): Vault {
  const network = createNetwork({ offline: options.offline, hosts: [] });
  return createVault({ ...readVaultSession(wishes), network });
}

function statusOf({ outcomes, left }: MoveReport, { report }: Looked): number {
  if (left.length > 0 || outcomes.some(({ state }) => state !== "applied")) return 1;
  return report.summary.complete ? 0 : 3;
}
