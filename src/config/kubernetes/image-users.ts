import type { FinalUser } from "../dockerfile/facts.ts";
import type { ContainerUser } from "./facts.ts";

/**
 * Joins containers to the Dockerfiles of the tree that their images are built from: by the image's own name and that of the
 * Dockerfile or its folder, where one alone fits and it does not build on an image of that name.
 */
export function withImageUsers(
  containers: readonly ContainerUser[],
  users: readonly FinalUser[],
): readonly ContainerUser[] {
  const byName = Map.groupBy(users, ({ at }) => builtName(at.path ?? ""));
  return containers.map((container) => {
    const name = imageName(container.image);
    const [user, ...others] = name === "" ? [] : (byName.get(name) ?? []);
    if (user === undefined || others.length > 0 || imageName(user.base) === name) return container;
    return { ...container, byImage: { user: user.user, dockerfile: user.at.path ?? "" } };
  });
}

/** `registry.example.com:5000/team/web:1@sha256:…` → `web`. */
function imageName(reference: string): string {
  const path = reference.replace(/@.*$/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/:.*$/, "");
}

/** `web.Dockerfile`, `Dockerfile.web`, `services/web/Dockerfile` → `web`; empty at the top of the tree. */
function builtName(path: string): string {
  const parts = path.split("/");
  const file = parts.pop() ?? "";
  const named = /^(.+)\.(?:docker|container)file$/i.exec(file) ?? /^(?:docker|container)file[.-](.+)$/i.exec(file);
  return named?.[1] ?? parts.pop() ?? "";
}
