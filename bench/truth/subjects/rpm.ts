import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { have, linesOf, once, run } from "../have.ts";
import { type Made, packageKey, type Subject } from "../subject.ts";

const SPECS = 12;
const IN_EACH = 40;

/** Root file systems filled by RPM itself, in each form of its database that this machine's RPM can write. */
export const rpmSubjects: readonly Subject[] = [
  ["sqlite", "rpmdb.sqlite"],
  ["ndb", "Packages.db"],
  ["bdb", "Packages"],
].map(([backend = "", file = ""]) => ({
  title: `RPM, database of the form ${backend}`,
  lister: "rpm -qa",
  types: ["rpm"],
  make: (folder) => root(folder, backend, file),
}));

const LIST = "%{NAME}\\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n";

function root(folder: string, backend: string, file: string): Made | undefined {
  // Another build of RPM than the system's can be named, since few are built with all forms.
  const rpm = process.env["WAYBILL_TRUTH_RPM"] ?? "rpm";
  if (!have(rpm, "rpmbuild")) return undefined;
  const packages = once(join(folder, "..", "rpm-packages"), () => build(join(folder, "..", "rpm-packages")));
  const database = ["--root", folder, "--dbpath", "/var/lib/rpm", "--define", `_db_backend ${backend}`];
  try {
    once(folder, () => {
      mkdirSync(join(folder, "etc"), { recursive: true });
      writeFileSync(join(folder, "etc", "os-release"), 'ID=fedora\nVERSION_ID="41"\n');
      const files = linesOf(run("find", [join(packages, "RPMS"), "-name", "*.rpm"])).sort();
      run(rpm, [...database, "--initdb"]);
      run(rpm, [...database, "-i", "--nodeps", "--noscripts", "--nosignature", "--force", ...files]);
      // What is erased and put back leaves holes that are filled again.
      run(rpm, [...database, "-e", "--nodeps", "suite3-tool7", "suite5-tool1", "suite9-tool39"]);
      run(rpm, [
        ...database,
        "-i",
        "--nodeps",
        "--noscripts",
        ...files.filter((path) => path.includes("/suite5-tool1-")),
      ]);
      // Without this form RPM takes another one, and says so only in passing.
      if (!existsSync(join(folder, "var/lib/rpm", file))) throw new Error(`this RPM writes no ${file}`);
    });
  } catch {
    return undefined;
  }
  const ask = (format: string) =>
    linesOf(run(rpm, [...database, "-qa", "--qf", format])).map((line) => line.split("\t"));
  const keys = new Map(
    // An epoch of 0 is the same as none.
    ask(LIST).map(([name = "", version = ""]) => [name, packageKey("rpm", name, version.replace(/^0:/, ""))]),
  );
  const listed = { packages: new Set(keys.values()), edges: edgesOf(ask, keys) };
  return { target: `rootfs:${folder}`, listed, about: run(rpm, ["--version"]).trim() };
}

/** What each requires, met by whoever provides it, both as RPM says; of `(a or b)` the first that is there. */
function edgesOf(ask: (format: string) => string[][], keys: ReadonlyMap<string, string>): Set<string> {
  const providers = new Map<string, string[]>();
  for (const [name = "", provided = ""] of ask("[%{=NAME}\\t%{PROVIDENAME}\\n]")) {
    providers.set(provided, [...(providers.get(provided) ?? []), name]);
  }
  const edges = new Set<string>();
  for (const [name = "", required = ""] of ask("[%{=NAME}\\t%{REQUIRENAME}\\n]")) {
    const alternatives = required.startsWith("(") ? required.slice(1, -1).split(" or ") : [required];
    const met = alternatives.map((one) => providers.get(one)).find((names) => names !== undefined) ?? [];
    for (const other of met) if (other !== name) edges.add(`${keys.get(name)} > ${keys.get(other)}`);
  }
  return edges;
}

/** Some hundred packages with all that versions and headers can hold: epochs, tildes, carets, long lists, many files. */
function build(folder: string): void {
  for (let number = 0; number < SPECS; number++) {
    const spec = join(folder, `suite${number}.spec`);
    writeFileSync(spec, specification(number));
    run("rpmbuild", ["-bb", "--quiet", "--define", `_topdir ${folder}`, spec]);
  }
}

function specification(number: number): string {
  const tools = Array.from({ length: IN_EACH }, (_, tool) => subPackage(number, tool)).join("\n");
  const version = ["1.0", "2.3.4~rc1", "5^20240102git1234abc", "10.0.0~beta2+dfsg"][number % 4];
  return `Name: suite${number}
Version: ${version}
Release: ${number}.el9_${number % 3}
Summary: Packages to be listed
License: MIT AND (Apache-2.0 OR GPL-2.0-or-later)
BuildArch: noarch
${number % 2 === 0 ? `Epoch: ${number}` : ""}

%description
${"A description as long as those of large packages are. ".repeat(number * 20)}

%install
mkdir -p %{buildroot}/usr/share/suite${number}
for file in $(seq ${number * 150}); do echo $file > "%{buildroot}/usr/share/suite${number}/a-file-with-a-long-name-$file"; done

%files
/usr/share/suite${number}

${tools}`;
}

function subPackage(number: number, tool: number): string {
  const needs = Array.from(
    { length: tool * 6 },
    (_, need) => `Requires: suite${need % SPECS}-tool${need % IN_EACH} >= 1`,
  );
  const own = tool % 5 === 0 ? [`Version: ${tool}.${number}~git${tool}`, `Release: 1`] : [];
  return [
    `%package tool${tool}`,
    "Summary: One of many",
    ...own,
    ...(tool % 7 === 0 ? [`Epoch: ${tool + 1}`] : []),
    "Requires: (suite0 or suite1)",
    ...needs,
    `Provides: virtual(tool${tool}) = ${number}`,
    `%description tool${tool}`,
    "One of many.",
    `%files tool${tool}`,
    "",
  ].join("\n");
}
