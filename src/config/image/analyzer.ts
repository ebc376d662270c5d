import type { Analyzer } from "../../core/analyzer.ts";
import type { ImageFact } from "../../core/image.ts";
import { judgeFacts } from "../../core/judge.ts";
import { missingLabel } from "./rules/missing-label.ts";
import { remoteLoginPort } from "./rules/remote-login-port.ts";
import { rootUser } from "./rules/root-user.ts";
import { secretInEnvironment } from "./rules/secret-in-environment.ts";
import { settingsOf } from "./settings.ts";

const rules = [rootUser, secretInEnvironment, remoteLoginPort, missingLabel] as const;

/** What an image says of itself: its configuration, which the source has read before any layer. */
export const imageConfiguration: Analyzer = {
  id: "config/image",
  room: "config",
  readers: [],
  rules,
  applies: ({ kind }) => kind === "image",
  analyze: ({ facts, configuration }) => {
    const images = facts.of<ImageFact>("image");
    const settings = images.flatMap((image) => [...settingsOf(image, configuration.standard)]);
    const { findings, gaps } = judgeFacts("config", rules, settings);
    return { findings, gaps, examined: { configurations: images.length, settings: settings.length } };
  },
};
