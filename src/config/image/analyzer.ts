import type { Analyzer } from "../../core/analyzer.ts";
import type { JudgedFact } from "../../core/fact.ts";
import type { ImageFact } from "../../core/image.ts";
import { judgeFacts } from "../../core/judge.ts";
import type { ImageAccount, ImageFolder, SetuidProgram } from "./facts.ts";
import { imageFilesReader } from "./files-reader.ts";
import { changedAfterBuild } from "./rules/changed-after-build.ts";
import { emptyPassword } from "./rules/empty-password.ts";
import { fetchedAndRun } from "./rules/fetched-and-run.ts";
import { fetchedUnverified } from "./rules/fetched-unverified.ts";
import { missingLabel } from "./rules/missing-label.ts";
import { remoteLoginPort } from "./rules/remote-login-port.ts";
import { rootUser } from "./rules/root-user.ts";
import { secretInEnvironment } from "./rules/secret-in-environment.ts";
import { setuidProgram } from "./rules/setuid-program.ts";
import { worldWritableFolder } from "./rules/world-writable-folder.ts";
import { settingsOf } from "./settings.ts";
import { worldWritableFolders } from "./writable-folders.ts";

const rules = [
  rootUser,
  secretInEnvironment,
  remoteLoginPort,
  missingLabel,
  setuidProgram,
  emptyPassword,
  worldWritableFolder,
  fetchedAndRun,
  fetchedUnverified,
  changedAfterBuild,
] as const;

const FILE_FACTS = ["setuid-program", "image-account"] as const;

/** What a later layer takes away again is not there when the image runs. */
function isVisible({ visible }: JudgedFact): boolean {
  return visible !== false;
}

/** What an image says of itself: its configuration, which the source has read before any layer, and who may become whom. */
export const imageConfiguration: Analyzer = {
  id: "config/image",
  room: "config",
  readers: [imageFilesReader],
  rules,
  applies: ({ kind }) => kind === "image",
  analyze: ({ facts, configuration }) => {
    const images = facts.of<ImageFact>("image");
    const settings = images.flatMap((image) => [...settingsOf(image, configuration.standard)]);
    const files = FILE_FACTS.flatMap((kind) => facts.of<SetuidProgram | ImageAccount>(kind));
    const layers = images.flatMap((image) => image.layers);
    const folders = worldWritableFolders(facts.of<ImageFolder>("image-folder").filter(isVisible), layers);
    const { findings, gaps } = judgeFacts("config", rules, [...settings, ...files.filter(isVisible), ...folders]);
    return { findings, gaps, examined: { configurations: images.length, settings: settings.length } };
  },
};
