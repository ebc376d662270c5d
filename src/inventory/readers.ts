import type { Reader } from "../core/reader.ts";
import { apkInstalled } from "./ecosystems/apk/installed.ts";
import { condaInstalled } from "./ecosystems/conda/installed.ts";
import { osRelease } from "./ecosystems/distribution/os-release.ts";
import { dotnetDeps } from "./ecosystems/dotnet/deps-json.ts";
import { dpkgOwnedFiles } from "./ecosystems/dpkg/owned-files.ts";
import { dpkgStatus } from "./ecosystems/dpkg/status.ts";
import { goBinary } from "./ecosystems/golang/binary.ts";
import { goMod } from "./ecosystems/golang/go-mod.ts";
import { javaArchive } from "./ecosystems/maven/archive.ts";
import { npmInstalled } from "./ecosystems/npm/installed.ts";
import { packageLock } from "./ecosystems/npm/package-lock.ts";
import { pnpmLock } from "./ecosystems/npm/pnpm-lock.ts";
import { yarnLock } from "./ecosystems/npm/yarn-lock.ts";
import { composerInstalled, composerLock } from "./ecosystems/php/composer.ts";
import { pythonInstalled } from "./ecosystems/python/installed.ts";
import { poetryLock } from "./ecosystems/python/poetry-lock.ts";
import { requirements } from "./ecosystems/python/requirements.ts";
import { uvLock } from "./ecosystems/python/uv-lock.ts";
import { rpmInstalled } from "./ecosystems/rpm/installed.ts";
import { gemInstalled } from "./ecosystems/ruby/installed.ts";
import { rustAuditable } from "./ecosystems/rust/auditable.ts";
import { recognised } from "./ecosystems/unread/recognised.ts";
import { cycloneDx } from "./formats/cyclonedx/read.ts";

/** All ecosystems, what is recognised and not read, and documents that list packages. */
export const READERS: readonly Reader[] = [
  osRelease,
  dpkgStatus,
  dpkgOwnedFiles,
  apkInstalled,
  rpmInstalled,
  npmInstalled,
  packageLock,
  pnpmLock,
  yarnLock,
  pythonInstalled,
  requirements,
  poetryLock,
  uvLock,
  goMod,
  goBinary,
  javaArchive,
  gemInstalled,
  composerInstalled,
  composerLock,
  dotnetDeps,
  rustAuditable,
  condaInstalled,
  recognised,
  cycloneDx,
];
