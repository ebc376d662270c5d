import type { DockerInstruction, DockerStage } from "../../documents/dockerfile/read.ts";
import { readShell } from "../../documents/shell/read.ts";
import type { StartInstruction } from "./facts.ts";

type Start = Pick<StartInstruction, "by" | "form" | "program" | "isOvertaken"> & {
  readonly instruction: DockerInstruction;
};

/** What a stage starts, and asks whether it is well; what it leaves to those who build on it starts nothing in it. */
export function startsOf(stage: DockerStage): Start[] {
  const own = stage.instructions.filter(({ onBuild, keyword }) => !onBuild && isStart(keyword));
  return own.flatMap((instruction, index) => {
    const { keyword } = instruction;
    if (!isStart(keyword)) return [];
    const isOvertaken = own.slice(index + 1).some((later) => later.keyword === keyword);
    return { instruction, by: keyword, isOvertaken, ...formOf(instruction, keyword) };
  });
}

function isStart(keyword: string): keyword is StartInstruction["by"] {
  return keyword === "CMD" || keyword === "ENTRYPOINT" || keyword === "HEALTHCHECK";
}

/** A check of health is over at once: how it is started is nobody's business. */
function formOf({ exec, text }: DockerInstruction, by: StartInstruction["by"]): Pick<Start, "form" | "program"> {
  if (by === "HEALTHCHECK") return { form: "none", program: "" };
  if (exec !== undefined) return { form: "exec", program: exec[0] ?? "" };
  // The shell hands its place on only where nothing else is left for it to do.
  const commands = readShell(text);
  return { form: "shell", program: commands.at(-1)?.words[0] ?? "" };
}
