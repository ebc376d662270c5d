import type { Reader } from "../core/reader.ts";
import { apkInstalled } from "./ecosystems/apk/installed.ts";
import { condaInstalled } from "./ecosystems/conda/installed.ts";
import { conanLock } from "./ecosystems/cpp/conan-lock.ts";
import { pubspecLock } from "./ecosystems/dart/pubspec-lock.ts";
import { osRelease } from "./ecosystems/distribution/os-release.ts";
import { dotnetDeps } from "./ecosystems/dotnet/deps-json.ts";
import { nugetAssets, nugetLock } from "./ecosystems/dotnet/locks.ts";
import { packagesConfig } from "./ecosystems/dotnet/packages-config.ts";
import { paketLock } from "./ecosystems/dotnet/paket-lock.ts";
import { dpkgCopyright } from "./ecosystems/dpkg/copyright.ts";
import { dpkgOwnedFiles } from "./ecosystems/dpkg/owned-files.ts";
import { dpkgStatus } from "./ecosystems/dpkg/status.ts";
import { beamApplication } from "./ecosystems/elixir/application.ts";
import { hexMetadata } from "./ecosystems/elixir/hex-metadata.ts";
import { mixLock } from "./ecosystems/elixir/mix-lock.ts";
import { goBinary } from "./ecosystems/golang/binary.ts";
import { goMod } from "./ecosystems/golang/go-mod.ts";
import { goWork } from "./ecosystems/golang/go-work.ts";
import { goVendored } from "./ecosystems/golang/vendored-modules.ts";
import { homebrewInstalled } from "./ecosystems/homebrew/installed.ts";
import { javaArchive } from "./ecosystems/maven/archive.ts";
import { gradleLock } from "./ecosystems/maven/gradle-lock.ts";
import { mavenPom } from "./ecosystems/maven/pom.ts";
import { verificationMetadata } from "./ecosystems/maven/verification-metadata.ts";
import { nixDatabase } from "./ecosystems/nix/database.ts";
import { nixStoreFiles } from "./ecosystems/nix/store-files.ts";
import { bunLock } from "./ecosystems/npm/bun-lock.ts";
import { denoLock } from "./ecosystems/npm/deno-lock.ts";
import { npmInstalled } from "./ecosystems/npm/installed.ts";
import { npmManifest } from "./ecosystems/npm/package-json.ts";
import { packageLock } from "./ecosystems/npm/package-lock.ts";
import { pnpmLock } from "./ecosystems/npm/pnpm-lock.ts";
import { yarnLock } from "./ecosystems/npm/yarn-lock.ts";
import { pacmanInstalled } from "./ecosystems/pacman/installed.ts";
import { composerInstalled, composerLock } from "./ecosystems/php/composer.ts";
import { composerManifest } from "./ecosystems/php/composer-json.ts";
import { actionUses } from "./ecosystems/pipeline/action-uses.ts";
import { deployedImages, dockerfileBases } from "./ecosystems/pipeline/container-images.ts";
import { wellKnownProgram } from "./ecosystems/programs/program.ts";
import { releaseFiles } from "./ecosystems/programs/release-files.ts";
import { pythonInstalled } from "./ecosystems/python/installed.ts";
import { pdmLock } from "./ecosystems/python/pdm-lock.ts";
import { pipfile } from "./ecosystems/python/pipfile.ts";
import { pipfileLock } from "./ecosystems/python/pipfile-lock.ts";
import { poetryLock } from "./ecosystems/python/poetry-lock.ts";
import { pylock } from "./ecosystems/python/pylock.ts";
import { pyproject } from "./ecosystems/python/pyproject.ts";
import { pythonRecord } from "./ecosystems/python/record.ts";
import { requirements } from "./ecosystems/python/requirements.ts";
import { setupCfg } from "./ecosystems/python/setup-cfg.ts";
import { uvLock } from "./ecosystems/python/uv-lock.ts";
import { zippedEgg } from "./ecosystems/python/zipped-egg.ts";
import { rpmInstalled } from "./ecosystems/rpm/installed.ts";
import { gemfile } from "./ecosystems/ruby/gemfile.ts";
import { gemfileLock } from "./ecosystems/ruby/gemfile-lock.ts";
import { gemInstalled } from "./ecosystems/ruby/installed.ts";
import { rustAuditable } from "./ecosystems/rust/auditable.ts";
import { cargoLock } from "./ecosystems/rust/cargo-lock.ts";
import { cargoManifest } from "./ecosystems/rust/cargo-toml.ts";
import { packageResolved } from "./ecosystems/swift/package-resolved.ts";
import { podfileLock } from "./ecosystems/swift/podfile-lock.ts";
import { recognised } from "./ecosystems/unread/recognised.ts";
import { wordpressInstalled } from "./ecosystems/wordpress/installed.ts";
import { billOfMaterials } from "./formats/bill-of-materials.ts";
import { programHeads } from "./unclaimed/program-heads.ts";

/** All ecosystems, what is recognised and not read, and documents that list packages. */
export const READERS: readonly Reader[] = [
  osRelease,
  dpkgStatus,
  dpkgOwnedFiles,
  dpkgCopyright,
  apkInstalled,
  rpmInstalled,
  pacmanInstalled,
  npmInstalled,
  packageLock,
  pnpmLock,
  yarnLock,
  pythonInstalled,
  zippedEgg,
  pythonRecord,
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
  cargoLock,
  pipfileLock,
  pdmLock,
  pylock,
  gemfileLock,
  mixLock,
  pubspecLock,
  packageResolved,
  podfileLock,
  conanLock,
  nugetAssets,
  nugetLock,
  gradleLock,
  bunLock,
  denoLock,
  packagesConfig,
  verificationMetadata,
  paketLock,
  npmManifest,
  cargoManifest,
  gemfile,
  pyproject,
  pipfile,
  setupCfg,
  goWork,
  composerManifest,
  goVendored,
  beamApplication,
  hexMetadata,
  nixDatabase,
  nixStoreFiles,
  homebrewInstalled,
  wordpressInstalled,
  mavenPom,
  actionUses,
  deployedImages,
  dockerfileBases,
  wellKnownProgram,
  releaseFiles,
  programHeads,
  recognised,
  billOfMaterials,
];
