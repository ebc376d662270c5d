import { acceptsScript } from "../../connect/shell/check-syntax.ts";
import { WaybillError } from "../../core/errors.ts";
import { type SourceFile, sourceFile } from "../edits/source-file.ts";
import type { Tree } from "../edits/tree.ts";
import { broken, Draft, held, type Proof } from "../proof/draft.ts";
import type { FoundCredential, Rewrite, Rewrites, VaultSettings } from "./consumer.ts";
import { isGithubWorkflow, rewriteGithubWorkflow } from "./github-workflow.ts";
import { isShellScript, rewriteShellScript } from "./shell-script.ts";

/**
 * Which credentials can go to the vault, and how their consumers would read them from there; and which cannot, and
 * why. Writes nothing and asks nobody.
 * @throws WaybillError `vault/bad-setting` for a setting that has no place in a script
 */
export async function planMoves(
  credentials: readonly FoundCredential[],
  tree: Tree,
  settings: VaultSettings,
): Promise<Rewrites> {
  demandPlain(settings);
  const rewrites: Rewrite[] = [];
  const left: Rewrites["left"][number][] = [];
  for (const [path, own] of Map.groupBy(credentials, (credential) => credential.path)) {
    const file = open(tree, path);
    const plain = own.filter(({ encoded }) => !encoded);
    const answer = typeof file === "string" ? leave(plain, file) : rewriteFile(file, plain, settings);
    left.push(
      ...answer.left,
      ...leave(
        own.filter(({ encoded }) => encoded),
        "the file holds it encoded",
      ).left,
    );
    for (const rewrite of answer.rewrites) {
      const proofs = await checkOnPaper(rewrite, tree, typeof file === "string" ? undefined : file);
      const wrong = proofs.find(({ result }) => result === "broken");
      if (wrong !== undefined)
        left.push(
          ...leave(
            rewrite.moves.map(({ credential }) => credential),
            wrong.detail,
          ).left,
        );
      else rewrites.push({ ...rewrite, planned: { ...rewrite.planned, plan: { ...rewrite.planned.plan, proofs } } });
    }
  }
  return { rewrites, left };
}

function open(tree: Tree, path: string): SourceFile | string {
  try {
    return sourceFile(path, tree.read(path)) ?? "the file is not UTF-8 text";
  } catch (fault) {
    if (fault instanceof WaybillError) return fault.message;
    throw fault;
  }
}

function rewriteFile(file: SourceFile, credentials: readonly FoundCredential[], settings: VaultSettings): Rewrites {
  if (isShellScript(file)) return rewriteShellScript(file, credentials, settings);
  if (isGithubWorkflow(file.path)) return rewriteGithubWorkflow(file, credentials, settings);
  return leave(credentials, "only shell scripts and GitHub workflows are rewritten so far");
}

function leave(credentials: readonly FoundCredential[], reason: string): Rewrites {
  return { rewrites: [], left: credentials.map((credential) => ({ credential, reason })) };
}

/** What only a shell can say is asked now, and the rest of the reading is tried once before anything is stored. */
async function checkOnPaper({ planned }: Rewrite, tree: Tree, file: SourceFile | undefined): Promise<Proof[]> {
  const draft = new Draft((path) => tree.read(path));
  const wrong = draft.take(planned).filter(({ result }) => result === "broken");
  if (wrong.length > 0 || file === undefined || !isShellScript(file)) return wrong;
  const [drafted] = draft.files();
  if (drafted === undefined) return [];
  for (const shell of shellsFor(file)) {
    if ((await acceptsScript(shell, drafted.before)) !== true) continue;
    const check = `${shell} -n`;
    const isAccepted = await acceptsScript(shell, drafted.after);
    return [
      isAccepted === true
        ? held(check, `${shell} reads the script as before`)
        : broken(check, `${shell} does not accept the new script`),
    ];
  }
  return []; // no shell here that read it before: this check was not made
}

function shellsFor({ text }: SourceFile): readonly ("sh" | "bash")[] {
  return /^#![^\n]*\bbash\b/.test(text.slice(0, 100)) ? ["bash"] : ["sh", "bash"];
}

/** These words stand in scripts: nothing of them may mean anything there. */
function demandPlain({ mount, role, loginPath, address, namespace }: VaultSettings): void {
  const words = { "--mount": mount, "--role": role, "--login-path": loginPath, "the namespace": namespace };
  for (const [name, word] of Object.entries(words)) {
    if (word === undefined || (/^[\w.-]+(?:\/[\w.-]+)*$/.test(word) && !/(?:^|\/)\.\.?(?:\/|$)/.test(word))) continue;
    throw new WaybillError(
      "vault/bad-setting",
      `${name} holds a character that has no place there.`,
      "Use letters, digits, `.`, `_`, `-` and `/` between parts.",
    );
  }
  if (address === undefined || /^https?:\/\/[\w.:[\]-]+(?:\/[\w.-]+)*\/?$/.test(address)) return;
  throw new WaybillError(
    "vault/bad-setting",
    "The vault's address holds a character that has no place there.",
    "Write https://HOST:8200.",
  );
}
