/**
 * Whether a manifest lies inside somebody else's package: there it tells how that package was developed, and
 * nothing that is here. What of it is here is seen by the readers of installed packages.
 */
export function isVendored(path: string): boolean {
  return SHIPPED.some((directory) => path.startsWith(directory) || path.includes(`/${directory}`));
}

/** Where package managers put what others made. */
const SHIPPED = [
  "node_modules/",
  "vendor/",
  "pkg/mod/",
  "site-packages/",
  "dist-packages/",
  "ruby/gems/",
  "bundle/gems/",
  "rubygems-integration/",
  ".cargo/registry/",
  ".m2/repository/",
  "usr/share/nodejs/",
  "usr/share/doc/",
];
