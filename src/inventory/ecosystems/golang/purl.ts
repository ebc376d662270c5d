import { type Purl, writePurl } from "../../../core/purl.ts";

/** `pkg:golang/github.com/owner/module@v1.2.3`: in lower case, as the purl type asks; the `v` belongs to the version. */
export function golangPurl(module: string, version: string | undefined): string {
  return writePurl({ ...golangNamed(module), ...(version !== undefined && { version }) });
}

/** The same, without a version. */
export function golangNamed(module: string): Omit<Purl, "version"> {
  const path = module.toLowerCase();
  const slash = path.lastIndexOf("/");
  return { type: "golang", ...(slash > 0 && { namespace: path.slice(0, slash) }), name: path.slice(slash + 1) };
}
