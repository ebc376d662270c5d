import { existsSync } from "node:fs";
import { join } from "node:path";
import { OPENBAO_FOLDER, openBao } from "../src/testing/openbao.ts";
import type { Command, Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

/** Every image is held against the standard that the shop declares. */
const STANDARD = ["--config", "shop/waybill.yaml"];

const ran = (status: number, ...words: string[]): Command => ({ words, status });

/** From the first look to the gate that opens. */
export async function tellStory(narrator: Narrator, { endpoints }: Stage): Promise<void> {
  await narrator.tell({
    title: "Advisories from files",
    words:
      "There is no internet here, so the advisories come from a folder as it could be carried in on a stick: a few records of npm and Debian, and CISA's list of what is exploited.",
    commands: [ran(0, "advisories", "import", "advisories"), ran(0, "advisories", "status")],
  });
  await narrator.tell({
    title: "The repository, with its history",
    words:
      "Six commits of three people. One of them removed a payment key, two commits ago; a commit that removes does not take back what was read.",
    commands: [ran(1, "check", "shop")],
  });
  await narrator.tell({
    title: "The image that runs today",
    words:
      "Three layers as an OCI layout. Its label claims the approved base; the last layer deletes a token, and was not made by the shop's people.",
    commands: [ran(1, "check", "oci:image", ...STANDARD)],
  });
  await narrator.tell({
    title: "Do the doors ask who you are?",
    words: "Two endpoints are declared in waybill.yaml, so they may be asked. Nothing else ever is.",
    commands: [ran(1, "access", "probe", ...STANDARD)],
  });
  await narrator.tell({
    title: "The gate refuses",
    words: "The same rules, asked as one question: may this image be deployed?",
    commands: [ran(1, "gate", "oci:image", ...STANDARD)],
  });
  await narrator.tell({
    title: "What can be mended: first as a diff",
    words:
      "A folder stands for github.com and a registry on this machine for yours; both are asked what the names stand for today. Nothing is written yet.",
    commands: [ran(1, "fix", "shop", "--forge", "forge")],
  });
  await narrator.tell({
    title: "Mended, and proven",
    words: "Each edit is read back, everything else must be unchanged, and the rooms look again. What fails is undone.",
    commands: [ran(0, "fix", "shop", "--forge", "forge", "--apply")],
  });
  await moveIntoVault(narrator);
  await narrator.tell({
    title: "What is left",
    words:
      "The pins and the checkout are off the list. The rest needs a person: which rights the shop needs, and what may run for strangers.",
    commands: [ran(1, "check", "shop", "--only", "workflows", "config")],
  });
  endpoints.lockMirror();
  await narrator.tell({
    title: "The gate opens",
    words:
      "The mirror has a login now, and the shop was rebuilt on the approved base with mended packages. It still starts as root: that is waived in waybill.yaml, with a reason, an owner and an end.",
    commands: [
      ran(0, "access", "probe", ...STANDARD),
      ran(0, "verify", "oci:rebuilt", ...STANDARD),
      ran(0, "gate", "oci:rebuilt", ...STANDARD),
    ],
  });
  await narrator.tell({
    title: "A report to hand on",
    words: "One file without scripts from elsewhere, for the image as it was found.",
    commands: [ran(1, "check", "oci:image", ...STANDARD, "--format", "html", "--output", "report.html")],
  });
}

/** With a real OpenBao where there is one; without, one line says how to get it. */
async function moveIntoVault(narrator: Narrator): Promise<void> {
  const title = "The credential moves into a vault";
  if (!existsSync(join(OPENBAO_FOLDER, "bao"))) {
    const words =
      "Left out: there is no OpenBao on this machine. `sh scripts/test-setup.sh` brings one; then this step stores the token, reads it back and rewrites deploy.sh.";
    await narrator.tell({ title, words, commands: [] });
    return;
  }
  await using vault = await openBao();
  const settings = { environment: { BAO_ADDR: vault.address }, hidden: { BAO_TOKEN: vault.rootToken } };
  await narrator.tell({
    title,
    words:
      "The token in deploy.sh is stored in an OpenBao that runs for this demo, read back, and the script is rewritten to ask for it. Its value is shown nowhere.",
    commands: [
      { ...ran(1, "vault", "plan", "shop"), ...settings },
      { ...ran(0, "vault", "apply", "shop"), ...settings },
      ran(1, "secrets", "shop", "--history"),
    ],
  });
}
