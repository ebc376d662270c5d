import { type Manifest, manifestOf } from "../kubernetes/manifest.ts";
import { podOf } from "../kubernetes/pod.ts";

/** The pod that an object such as a Deployment makes, as an object of its own; undefined for what makes none. */
export function madePod(manifest: Manifest): Manifest | undefined {
  if (manifest.kind === "Pod") return undefined;
  const pod = podOf(manifest);
  if (pod === undefined) return undefined;
  const { namespace, path, at, atKey, source } = manifest;
  const object = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...pod.metadata, ...(namespace !== "" && { namespace }) },
    spec: pod.spec,
  };
  return manifestOf(object, path, manifest.name, {
    source,
    at: (more) => at([...pod.path, ...more]),
    atKey: (more) => atKey([...pod.path, ...more]),
  });
}
