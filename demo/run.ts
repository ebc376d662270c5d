import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Narrator, StoryBroken, say, styled } from "./narrator.ts";
import { setStage } from "./stage.ts";
import { tellStory } from "./story.ts";

const HELP = `npm run demo -- [--keep]

Builds a small shop with its mistakes in a temporary folder, and lets Waybill find, mend and prove, without internet.
  --keep  leaves the folder, with the report and a command to go on by hand
`;

/** A defect, of Waybill or of the story. */
const BROKEN = 70;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { keep: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const began = performance.now();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "waybill-demo-")));
  try {
    say(`${styled("bold", "Waybill, from a finding to a proof")}\nin ${folder}\n`);
    await using stage = await setStage(folder);
    await tellStory(new Narrator(stage), stage);
    say(`\n${styled("green", `✓ told to the end in ${((performance.now() - began) / 1000).toFixed(0)} s`)}\n`);
    say(values.keep ? kept(folder) : "The folder is removed; `npm run demo -- --keep` leaves it, with the report.\n");
    return 0;
  } catch (fault) {
    if (!(fault instanceof StoryBroken)) throw fault;
    process.stderr.write(`\n${styled("red", `✗ ${fault.message}`)}\n`);
    return BROKEN;
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  }
}

function kept(folder: string): string {
  return `The report:    ${pathToFileURL(join(folder, "report.html")).href}
By hand:       cd ${folder} && bin/waybill help
What listened on this machine is closed now. Delete the folder when you are done.
`;
}

process.exitCode = await main();
