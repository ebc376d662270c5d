import { readPlatform } from "../connect/oci/index.ts";
import { WaybillError } from "../core/errors.ts";
import type { Limits } from "../core/limits.ts";
import type { Network } from "../core/network.ts";
import type { Opened } from "../core/source.ts";
import { detectTarget } from "./detect.ts";
import { isFolder, openDirectory, openSingleFile } from "./files/open-directory.ts";
import type { KnownBlobs } from "./git/open-history.ts";
import { findRepository, openRepository } from "./git/open-repository.ts";
import { filesOfArchive, filesOfFolder, type ImageFiles } from "./image/image-files.ts";
import { findInDockerArchive } from "./image/open-docker-archive.ts";
import { findInLayout } from "./image/open-layout.ts";
import { findInRegistry } from "./image/open-registry.ts";
import { type FoundImage, openedImage } from "./image/opened-image.ts";
import { openInput } from "./input/open-input.ts";

export interface OpenOptions {
  readonly network: Network;
  /** Folder for what can be fetched again: the layers of registry images. */
  readonly cacheDirectory: string;
  readonly limits: Limits;
  /** `OS/ARCHITECTURE[/VARIANT]` of an image; default is Linux on this machine's processor. */
  readonly platform?: string;
  /** Also look at files that git ignores. */
  readonly includeIgnored?: boolean;
  /** Also look at past versions of files in a git repository. */
  readonly history?: boolean;
  /** Of a repository only what the next commit brings, as it stands in the index. */
  readonly staged?: boolean;
  /** Of a repository only what these commits (full ids) bring that no remote has yet. */
  readonly unpushed?: readonly string[];
  /** Of a repository only the tree of this commit (full id). */
  readonly commit?: string;
  /** Whether the registry may be asked without encryption; it always may on this machine itself. */
  readonly insecure?: boolean;
  /** Of a history, the blobs that need not be looked at again; asked once it is known what the history holds. */
  readonly known?: KnownBlobs;
  /** Of a host, where its root lies in this process's file system; default `/`. */
  readonly root?: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens what a person named: a path, or an image in a registry, whose layers are fetched. Nothing in it is run.
 * @throws WaybillError for a name that is no target, and for a target that cannot be opened at all
 */
export async function openTarget(ref: string, options: OpenOptions): Promise<Opened> {
  const { limits, signal, unpushed, commit, history = false, staged = false, includeIgnored = false } = options;
  const detected = detectTarget(ref);
  switch (detected.kind) {
    case "directory":
    case "rootfs":
      return openDirectory(detected.kind, ref, detected.path, limits, signal);
    case "single-file":
      return openSingleFile("directory", ref, detected.path);
    case "sbom":
      return openSingleFile("sbom", ref, detected.path);
    case "git": {
      const repository = findRepository(detected.path);
      if (repository === undefined) throw new Error(`no repository in ${detected.path}`);
      const { known } = options;
      const wishes = { includeIgnored, history, staged, unpushed, commit, known, limits, signal };
      return openRepository(ref, repository, wishes);
    }
    case "oci-layout":
    case "docker-archive":
      return openedImage(ref, findInFiles(ref, detected.path, detected.kind, detected.tag, options));
    case "cluster":
      return await (await import("./cluster/open-cluster.ts")).openCluster(detected.context, options);
    case "host":
      return (await import("./host/open-host.ts")).openHost(options.root ?? "/");
    case "input":
      return await openInput(ref, limits);
    case "registry":
      return openedImage(ref, await findInRegistry(detected.reference, options));
  }
}

/** An archive may hold both forms, as newer `docker save` writes it: the one with a manifest is preferred. */
function findInFiles(
  ref: string,
  path: string,
  kind: "oci-layout" | "docker-archive",
  tag: string | undefined,
  { platform, limits }: OpenOptions,
): FoundImage {
  const files: ImageFiles = isFolder(path) ? filesOfFolder(path) : filesOfArchive(path, limits);
  const wanted = platform === undefined ? undefined : readPlatform(platform);
  const hasManifest = files.locate("manifest.json") !== undefined;
  const isForced = ref.startsWith("docker-archive:");
  const hasIndex = files.locate("index.json") !== undefined && files.locate("oci-layout") !== undefined;
  if (kind === "oci-layout" || (hasIndex && !(isForced && hasManifest))) return findInLayout(files, tag, wanted);
  if (hasManifest) return findInDockerArchive(files, tag, wanted);
  throw new WaybillError(
    "sources/not-an-image",
    `${path} is an archive, but not one of an image: it has neither index.json nor manifest.json.`,
    "Save the image with `docker save` or `skopeo copy`, or unpack the archive and name the folder.",
  );
}
