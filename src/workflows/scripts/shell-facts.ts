import { packageInstall } from "../../core/install.ts";
import { programOf, readShell, type ShellCommand } from "../../documents/shell/read.ts";
import type { AutomaticMerge, PushedCommit, Trigger, WorkflowFact, WrittenPipeline } from "../facts.ts";
import { commandsOf } from "./commands.ts";
import { downloadsRun } from "./downloads.ts";

/** All that a shell script tells by itself: its commands, and what several of them do together. */
export function* factsOfShell(
  script: string,
  about: Pick<WorkflowFact, "subject" | "signals">,
  at: WorkflowFact["at"],
  trigger: Trigger,
): Iterable<WorkflowFact> {
  yield* commandsOf(script, about, at, trigger);
  for (const download of downloadsRun(script)) yield { kind: "downloaded-program", at, ...about, ...download };
  // An expression would end at its first brace as the shell reads it.
  const commands = readShell(script.replace(/\$\{\{([^}]{0,400})\}\}/g, "__expression__"));
  for (const merge of mergesIn(commands)) yield { kind: "automatic-merge", at, ...about, ...merge, trigger };
  for (const written of pipelinesWritten(commands)) yield { kind: "written-pipeline", at, ...about, ...written };
  const pushed = pushedIn(commands);
  if (pushed !== undefined && !isOfRequest(trigger, pushed.branch))
    yield { kind: "pushed-commit", at, ...about, ...pushed };
}

/** What a job for pull requests pushes to the branch itself goes to the request, and somebody reviews that. */
export function isOfRequest({ events }: Trigger, branch: string): boolean {
  return branch === ITSELF && events.some((event) => event.startsWith("pull_request"));
}

function* mergesIn(commands: readonly ShellCommand[]): Iterable<Pick<AutomaticMerge, "by" | "does">> {
  const seen = new Set<string>();
  for (const command of commands) {
    const { program, args } = programOf(command);
    if (program !== "gh" || args[0] !== "pr") continue;
    const does =
      args[1] === "merge"
        ? "merges"
        : args[1] === "review" && args.some((arg) => /^(?:-a|--approve)$/.test(arg))
          ? "approves"
          : undefined;
    if (does === undefined || seen.has(does)) continue;
    seen.add(does);
    const flags = args.filter((arg) => /^--?(?:a|approve|auto|merge|squash|rebase|admin)$/.test(arg));
    yield { by: ["gh pr", args[1], ...flags].join(" "), does };
  }
}

const FOLDER = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/\s]+\.ya?ml$|(?:^|\/)\.gitlab-ci\.yml$/;

/** Files of pipelines that a script writes by a redirection or by a program that writes where it is told. */
function* pipelinesWritten(
  commands: readonly ShellCommand[],
): Iterable<Pick<WrittenPipeline, "file" | "by" | "pushes">> {
  const pushes = commands.some((command) => {
    const { program, args } = programOf(command);
    return program === "git" && withoutGlobals(args)[0] === "push";
  });
  const seen = new Set<string>();
  for (const command of commands) {
    const { program, args } = programOf(command);
    const isInPlace = program === "sed" && args.some((arg) => /^-[a-z]*i/.test(arg));
    const last = /^(?:tee|cp|mv|install)$/.test(program) || isInPlace ? args.slice(-1) : [];
    const told = valueAfter(args, /^(?:-o|-O|--output)$/);
    for (const file of [...(command.writes ?? []), ...last, ...told]) {
      if (!FOLDER.test(file) || seen.has(file)) continue;
      seen.add(file);
      yield { file, by: program, pushes };
    }
  }
}

function valueAfter(args: readonly string[], flag: RegExp): string[] {
  const at = args.findIndex((arg) => flag.test(arg));
  return at === -1 ? [] : args.slice(at + 1, at + 2);
}

export const ITSELF = "the branch itself";

/** A commit that is made here and pushed; undefined where it goes to a branch of its own, or to another repository. */
function pushedIn(commands: readonly ShellCommand[]): Pick<PushedCommit, "by" | "branch" | "installs"> | undefined {
  let installs = "";
  let commits = false;
  for (const command of commands) {
    const { program, args } = programOf(command);
    installs ||= packageInstall(program, args)?.command ?? "";
    if (program !== "git") continue;
    const words = withoutGlobals(args);
    if (words[0] === "clone") return undefined;
    if (
      /^(?:checkout|switch)$/.test(words[0] ?? "") &&
      words.some((word) => /^(?:-b|-B|-c|-C|--orphan|--create)$/.test(word))
    )
      return undefined;
    if (words[0] === "commit") commits = true;
    if (words[0] === "push" && commits) {
      const branch = branchOf(words.slice(1));
      return branch === undefined ? undefined : { by: ["git", ...words].join(" ").slice(0, 100), branch, installs };
    }
  }
  return undefined;
}

/** `git -c user.name=x push` is a push. */
function withoutGlobals(args: readonly string[]): readonly string[] {
  let at = 0;
  while (args[at]?.startsWith("-")) at += /^-[cC]$/.test(args[at] ?? "") ? 2 : 1;
  return args.slice(at);
}

/** Undefined for tags, for what is deleted, and for a branch whose name is only known at run time. */
function branchOf(args: readonly string[]): string | undefined {
  if (args.some((arg) => /^(?:--tags|--delete|-d|--mirror)$/.test(arg))) return undefined;
  const [, refspec = ""] = args.filter((arg) => !arg.startsWith("-"));
  const target = refspec.slice(refspec.lastIndexOf(":") + 1).replace(/^\+?(?:refs\/heads\/)?/, "");
  if (target === "" || target === "HEAD") return ITSELF;
  return /[$`]|__expression__|^refs\//.test(target) ? undefined : target;
}
