/**
 * OSV's name of an ecosystem as the store keeps it, so that an installed package finds it by its release alone: Red Hat's
 * products by their major release, Ubuntu's releases without the marks of their support.
 */
export function canonicalEcosystem(name: string): string {
  const redHat = /^Red Hat:(?:enterprise_linux|rhel_(?:eus|aus|tus|e4s|els))(?:_\w+)?:(\d+)/.exec(name);
  if (redHat !== null) return `Red Hat:${redHat[1]}`;
  const ubuntu = /^Ubuntu:(?:Pro:)?(?:FIPS[\w-]*:)?(\d+\.\d+)(?::LTS)?$/.exec(name);
  return ubuntu === null ? name : `Ubuntu:${ubuntu[1]}`;
}

/** Ubuntu Pro has fixes that others do not get. */
export function isUbuntuPro(name: string): boolean {
  return name.startsWith("Ubuntu:Pro:");
}
