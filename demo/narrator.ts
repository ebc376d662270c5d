import { spawn } from "node:child_process";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Stage } from "./stage.ts";

export interface Step {
  readonly title: string;
  /** What happens here, in a sentence or two. */
  readonly words: string;
  /** Words of a command, and the exit status with which the story goes on. */
  readonly commands: readonly Command[];
}

export interface Command {
  readonly words: readonly string[];
  readonly status: number;
  /** Shown before the command; a value in `hidden` is set, but not shown. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** A step went otherwise than the story has it: a defect of Waybill, or of the story. */
export class StoryBroken extends Error {}

const WIDTH = 80;

/** Tells steps on standard output, with commands as a person would type them and what these print. */
export class Narrator {
  readonly #stage: Stage;
  #number = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** @throws StoryBroken when a command ends otherwise than expected */
  async tell({ title, words, commands }: Step): Promise<void> {
    this.#number++;
    const head = `── ${this.#number}. ${title} `;
    say(`\n${styled(["bold", "magenta"], head.padEnd(WIDTH, "─"))}\n`);
    this.remark(words);
    for (const command of commands) await this.#run(command);
  }

  /** A sentence or two of the demo itself, broken into lines. */
  remark(words: string): void {
    let line = "";
    for (const word of words.split(" ")) {
      if (line !== "" && line.length + word.length >= WIDTH) {
        say(`${line}\n`);
        line = "";
      }
      line = line === "" ? word : `${line} ${word}`;
    }
    say(`${line}\n`);
  }

  async #run({ words, status, environment = {}, hidden = {} }: Command): Promise<void> {
    const settings = [
      ...Object.entries(environment).map(([name, value]) => `${name}=${value} `),
      ...Object.keys(hidden).map((name) => `${name}=… `),
    ];
    say(`\n${styled("bold", `$ ${settings.join("")}waybill ${words.join(" ")}`)}\n`);
    const ended = await this.#start(words, { ...environment, ...hidden });
    say(styled("dim", `(exit status ${ended})\n`));
    if (ended !== status) {
      throw new StoryBroken(`\`waybill ${words.join(" ")}\` ended with ${ended}; the story expects ${status}`);
    }
  }

  /** The command writes straight to our own output, so that it sees the terminal that we have. */
  #start(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<number | string> {
    const child = spawn(join(this.#stage.folder, "bin", "waybill"), [...words, "--no-progress"], {
      cwd: this.#stage.folder,
      env: { ...process.env, ...this.#stage.environment, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve(code ?? signal ?? "nothing"));
    });
  }
}

export function say(text: string): void {
  process.stdout.write(text);
}

/** Coloured where standard output is a terminal that wants it. */
export function styled(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout });
}
