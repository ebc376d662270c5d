import { symlinkSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Look } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import { describePlace } from "../../core/place.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { buildTar } from "../../testing/tar-builder.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { manifests } from "../kubernetes/analyzer.ts";
import { kubernetesReader } from "../kubernetes/reader.ts";
import { chartTree } from "./chart-tree.ts";
import { type Chart, chartsOf } from "./charts.ts";
import type { ChartFile } from "./facts.ts";
import { chartFiles, isOfChart } from "./reader.ts";
import { renderChart } from "./render-chart.ts";
import { overlaid } from "./values.ts";

type Files = Readonly<Record<string, string | Buffer>>;

function chartFacts(files: Files): ChartFile[] {
  return Object.entries(files)
    .filter(([path]) => isOfChart(path))
    .flatMap(([path, content]) => [...chartFiles(openFile(path, content))])
    .filter((fact) => fact.kind === "chart-file");
}

/** What a chart renders to, file after file, and what it does not. */
function rendered(files: Files): string {
  const [chart] = chartsOf(chartFacts(files));
  if (chart === undefined) return "no chart";
  const { rendered: all, unrendered } = renderChart(chart, overlaid({}, chart.values?.value ?? {}));
  const texts = all.map(({ chunks }) =>
    chunks
      .map(({ text }) => text)
      .join("")
      .trim(),
  );
  return [
    ...texts.filter(Boolean),
    ...unrendered.map(({ file, line, reason }) => `${file.path}:${line} ${reason}`),
  ].join("\n");
}

/** What one expression of a template gives, with some values. */
const expression = (text: string, values = "") =>
  rendered({ "Chart.yaml": "name: web\nversion: 1.2.3", "values.yaml": values, "templates/a.yaml": text });

/** Findings with all their places, and gaps. */
function judge(files: Files): string[] {
  const facts = Object.entries(files)
    .filter(([path]) => kubernetesReader.wants({ path, type: "file", size: 1, mode: 0 }, READER_CONTEXT))
    .flatMap(([path, content]) => [...kubernetesReader.read(openFile(path, content), READER_CONTEXT)]);
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const outcome = manifests.analyze({
    facts: book,
    opened: { target: {} },
    configuration: DEFAULT_CONFIGURATION,
  } as Look);
  if (outcome instanceof Promise) throw new Error("the analyzer asks nobody");
  return [
    ...outcome.findings
      .filter(({ severity }) => severity === "critical" || severity === "high")
      .map(
        ({ rule, locations }) => `${rule.replace("config/kubernetes/", "")} ${locations.map(describePlace).join(" ")}`,
      ),
    ...(outcome.gaps ?? []).map(({ where, reason }) => `gap ${where} ${reason}`),
  ].toSorted();
}

test.each([
  ["{{ .Values.a.b | quote }}", "a: { b: 1 }", '"1"'],
  ["{{ .Release.Name }} {{ .Chart.Version }} {{ .Release.Service }}", "", "web 1.2.3 Helm"],
  ["{{ toYaml .Values.a | nindent 2 }}", "a: { z: [1, { b: x }], d: 'on' }", 'd: "on"\n  z:\n  - 1\n  - b: x'],
  ['{{ default "d" .Values.a }} {{ .Values.b | default 3 }} {{ coalesce .Values.a "c" }}', "b: 0", "d 3 c"],
  ['{{ ternary "y" "n" true }} {{ empty "" }} {{ "a-b" | trimSuffix "-b" | upper }}', "", "y true A"],
  ['{{ tpl "{{ .Values.a }}!" . }}{{ include "t" . }}{{ define "t" }}<{{ .Chart.Name }}>{{ end }}', "a: x", "x!<web>"],
  [
    '{{ semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "batch/v1/CronJob" }} {{ .Capabilities.APIVersions.Has "extensions/v1beta1" }}',
    "",
    "true true true false",
  ],
  [
    '{{ regexReplaceAll "a(b)" "xab" "${1}c" }} {{ regexMatch "^[a-z]+$" "abc" }} {{ regexFind "[0-9]+" "a12" }}',
    "",
    "xbc true 12",
  ],
  [
    '{{ list 1 2 3 | rest | join "," }} {{ first (list 4 5) }} {{ has 2 (list 1 2) }} {{ uniq (list 1 1 2) }}',
    "",
    "2,3 4 true [1 2]",
  ],
  [
    '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ keys $d | sortAlpha | join "" }} {{ get $d "b" }} {{ hasKey $d "c" }} {{ dig "a" "z" 0 $d }}',
    "",
    "ab 2 false 0",
  ],
  [
    '{{ merge (dict "a" 1) (dict "a" 2 "b" 3) | toJson }} {{ mergeOverwrite (dict "a" 1) (dict "a" 2) | toJson }}',
    "",
    '{"a":1,"b":3} {"a":2}',
  ],
  [
    '{{ "x" | b64enc }} {{ "eA==" | b64dec }} {{ "a" | sha256sum | trunc 8 }} {{ "{a: 1}" | fromYaml | toJson }}',
    "",
    'eA== x ca978112 {"a":1}',
  ],
  ['{{ add 1 2 3 }} {{ div 7 2 }} {{ until 3 }} {{ int "08" }} {{ max 1 5 2 }} {{ mul 2 3 }}', "", "6 3 [0 1 2] 8 5 6"],
  ['{{ kindOf .Values.a }} {{ kindIs "slice" .Values.l }} {{ typeOf "" }}', "a: {}\nl: []", "map true string"],
  [
    '{{ lookup "v1" "Secret" "" "x" }} {{ randAlphaNum 8 }}{{ .Files.Get "x" }}{{ if .Files.Glob "x" }}some{{ end }}',
    "",
    "map[] <generated>",
  ],
  [
    '{{ snakecase "FirstName" }} {{ kebabcase "FirstName" }} {{ camelcase "first_name" }} {{ title "ab cd" }} {{ "a b" | nospace }} {{ repeat 2 "ab" }} {{ substr 1 3 "abcd" }}',
    "",
    "first_name first-name FirstName Ab Cd ab abab bc",
  ],
])("%s with %j", (text, values, expected) => {
  expect(expression(text, values).replace(/ \n/g, "\n")).toBe(expected.trim());
});

test.each([
  ["^1.2.3", "1.9.0", true],
  ["^1.2.3", "2.0.0", false],
  ["~1.2", "1.2.9", true],
  ["~1.2", "1.3.0", false],
  ["1.x", "1.4.2", true],
  [">=1.2 <1.4 || 2.0.0", "2.0.0", true],
  [">=1.2, <1.4", "1.4.0", false],
  ["1.2 - 1.4", "1.3.9", true],
  [">=1.19", "1.20.0-eks", false],
  [">=1.19-0", "1.20.0-eks", true],
  ["!=1.2.3", "1.2.3", false],
  [">1.2", "1.2.5", false],
  ["<2.0.0", "2.0.0-rc.1", false],
  ["*", "0.1.0", true],
])("whether %s takes %s: %s", (constraint, version, expected) => {
  expect(expression(`{{ semverCompare "${constraint}" "${version}" }}`)).toBe(String(expected));
});

const WORKLOAD = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ include "web.name" . }}
spec:
  template:
    spec:
      hostNetwork: {{ .Values.hostNetwork }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
`;

const CHART: Files = {
  "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "web/values.yaml":
    "image:\n  repository: web\n  tag: '1'\nhostNetwork: true\nsecurityContext:\n  runAsUser: 1\n  privileged: true\n",
  "web/templates/_helpers.tpl": '{{ define "web.name" }}{{ .Release.Name }}{{ end }}',
  "web/templates/set.yaml": WORKLOAD,
};

test("a finding names the template's line and the value's key", () => {
  expect(judge(CHART)).toEqual([
    "host-namespaces web/templates/set.yaml:8 web/values.yaml:4",
    "privileged web/templates/set.yaml:13 web/values.yaml:7",
  ]);
});

test("a file that a template reads and that cannot be read is a gap, once", () => {
  const reads = { "web/templates/c.yaml": 'a: {{ .Files.Get "x" }}{{ (.Files.Glob "y").AsConfig }}' };
  expect(judge({ ...CHART, ...reads, "web/values-b.yaml": "a: 1" }).filter((line) => line.startsWith("gap"))).toEqual([
    "gap web/Chart.yaml its templates read files of the chart that cannot be read here, and count as empty",
  ]);
});

/** What an expression gives in a chart that lies in a folder. */
function withFiles(text: string): { said: string; blind: number } {
  const files = {
    "web/Chart.yaml": "name: web\n",
    "web/values.yaml": "a: 1\n",
    "web/templates/a.yaml": text,
    "web/conf/a.conf": "one\ntwo\n",
    "web/conf/deep/b.conf": "three",
    "web/conf/c.json": "{}",
    "web/large.bin": "x".repeat(1024 * 1024 + 1),
    "secret.txt": "outside",
  };
  using folder = temporaryFolder(files);
  symlinkSync("/etc/passwd", `${folder.path}/web/conf/link.conf`);
  const [chart] = chartsOf(chartFacts(files));
  if (chart === undefined) throw new Error("no chart");
  const { rendered: all, unrendered, blind } = renderChart(chart, {}, chartTree(folder.path));
  const [fault] = unrendered;
  return { said: fault?.reason ?? all[0]?.chunks.map(({ text: part }) => part).join("") ?? "", blind: blind.size };
}

test.each<[string, string, number]>([
  ['{{ .Files.Get "conf/a.conf" | quote }}', '"one\\ntwo\\n"', 0],
  ['{{ .Files.Get "none" | quote }}', '""', 0],
  ['{{ .Files.Get "../secret.txt" | quote }}', '""', 0],
  ['{{ .Files.Get "/etc/passwd" | quote }}', '""', 0],
  ['{{ .Files.Get "conf/link.conf" | quote }}', '""', 0],
  ['{{ .Files.Get "templates/a.yaml" | quote }}', '""', 0],
  ['{{ .Files.Get "large.bin" | quote }}', '""', 1],
  ['{{ range .Files.Lines "conf/a.conf" }}<{{ . }}>{{ end }}', "<one><two>", 0],
  ['{{ range $path, $_ := .Files.Glob "conf/*.conf" }}{{ $path }} {{ end }}', "conf/a.conf ", 0],
  ['{{ range $path, $_ := .Files.Glob "conf/**.conf" }}{{ $path }} {{ end }}', "conf/a.conf conf/deep/b.conf ", 0],
  ['{{ range $path, $text := .Files.Glob "**.{json,xml}" }}{{ $path }}={{ $text }}{{ end }}', "conf/c.json={}", 0],
  ['{{ (.Files.Glob "conf/[!b]*.json").AsConfig }}', 'c.json: "{}"', 0],
  ['{{ (.Files.Glob "conf/deep/?.conf").AsSecrets }}', "b.conf: dGhyZWU=\n", 0],
  ['{{ (.Files.Glob "none/*").AsConfig }}', "", 0],
  ['{{ .Files.Glob "[z-a]" }}', '"[z-a]" is no pattern', 0],
])("%s reads %j", (text, expected, blind) => {
  const { said, blind: missed } = withFiles(text);
  expect([said.trim(), missed]).toEqual([expected.trim(), blind]);
});

test.each([
  '$.Files.Glob "**o**n**"',
  '$.Files.Get "conf/long.txt"',
  '$.Files.Lines "conf/long.txt"',
  '($.Files.Glob "**").AsConfig',
])("%s cannot be asked for without end", (asked) => {
  const names = Array.from({ length: 300 }, (_, at) => [`web/conf/${"o".repeat(40)}${at}.conf`, ""] as const);
  const text = `{{ range until 1000 }}{{ range until 100 }}{{ $x := ${asked} }}{{ end }}{{ end }}`;
  const files = {
    ...Object.fromEntries(names),
    "web/Chart.yaml": "name: web\n",
    "web/templates/a.yaml": text,
    "web/conf/long.txt": "line\n".repeat(100_000),
  };
  using folder = temporaryFolder(files);
  const [chart] = chartsOf(chartFacts(files));
  const { unrendered } = renderChart(chart as Chart, {}, chartTree(folder.path));
  expect(unrendered[0]?.reason).toBe("takes more steps than are given");
});

test("pods that test an installation are judged, too", () => {
  const moved = { "web/templates/tests/set.yaml": WORKLOAD, "web/templates/set.yaml": "" };
  expect(judge({ ...CHART, ...moved })).toContain("host-namespaces web/templates/tests/set.yaml:8 web/values.yaml:4");
});

test("each further file of values is one more installation", () => {
  const safe = "hostNetwork: false\nsecurityContext: { privileged: false }\n";
  expect(
    judge({ ...CHART, "web/values.yaml": `image: {}\n${safe}`, "web/values-prod.yaml": "hostNetwork: true\n" }),
  ).toEqual(["host-namespaces web/templates/set.yaml:8 web/values-prod.yaml:1"]);
});

test("what a parent says for a chart that it brings counts, and where it says so", () => {
  const nested = Object.fromEntries(
    Object.entries(CHART).map(([path, text]) => [path.replace("web/", "top/charts/web/"), text]),
  );
  const parent = (values: string, more = "") => ({
    ...nested,
    "top/Chart.yaml": `name: top\nversion: 1.0.0\ndependencies: [{ name: web, version: 1.0.0${more} }]\n`,
    "top/values.yaml": values,
  });
  expect(judge(parent("web:\n  hostNetwork: false\n"))).toEqual([
    "privileged top/charts/web/templates/set.yaml:13 top/charts/web/values.yaml:7",
  ]);
  expect(judge(parent("web:\n  securityContext:\n    privileged: true\n  hostNetwork: false\n"))).toEqual([
    "privileged top/charts/web/templates/set.yaml:13 top/values.yaml:3",
  ]);
  expect(judge(parent("web: { enabled: false }\n", ", condition: web.enabled"))).toEqual([]);
  expect(judge(parent("tags: { extra: false }\n", ", tags: [extra]"))).toEqual([]);
  expect(judge(parent("other: { hostNetwork: false }\n", ", alias: other"))).toEqual([
    "privileged top/charts/web/templates/set.yaml:13 top/charts/web/values.yaml:7",
  ]);
});

test("a packed chart is rendered, too, and stands for its archive", () => {
  const tar = buildTar(Object.entries(CHART).map(([path, content]) => ({ path, content: String(content) })));
  const found = judge({
    "top/Chart.yaml": "name: top\nversion: 1.0.0\ndependencies: [{ name: web }]\n",
    "top/charts/web-1.0.0.tgz": gzipSync(tar),
  });
  expect(found).toEqual(["host-namespaces top/charts/web-1.0.0.tgz", "privileged top/charts/web-1.0.0.tgz"]);
});

test("a chart of the same tree is used where it is named by its folder", () => {
  const common = {
    "common/Chart.yaml": "name: common\nversion: 1.0.0\ntype: library\n",
    "common/templates/_all.tpl": `{{ define "common.set" }}${WORKLOAD}{{ end }}{{ define "web.name" }}x{{ end }}`,
  };
  const found = judge({
    ...common,
    "top/Chart.yaml": "name: top\ndependencies: [{ name: common, repository: 'file://../common' }]\n",
    "top/values.yaml": "hostNetwork: true\nimage: {}\n",
    "top/templates/set.yaml": '{{ include "common.set" . }}',
  });
  expect(found).toEqual(["host-namespaces top/templates/set.yaml:1 top/values.yaml:1"]);
});

test.each([
  ["a value that is required", '{{ required "set it" .Values.x }}', "a value is required: set it"],
  ["a chart that refuses", '{{ fail "no" }}', "the chart refuses: no"],
  ["a function that is not known", "{{ nowhere . }}", "the function nowhere is not known here"],
  ["no template", "{{ if }}", "a value is missing"],
  ["what is no YAML then", "kind: Pod\napiVersion: v1\na: [{{ 1 }}", "rendered to what is not YAML"],
])("%s is a gap, and hides no other template", (_, text, reason) => {
  const found = judge({ ...CHART, "web/templates/bad.yaml": `apiVersion: v1\n\n${text}` });
  expect(found).toHaveLength(3);
  expect(found[0]).toContain("gap web/templates/bad.yaml:");
  expect(found[0]).toContain(reason);
});

test("what is not there, or cannot be read, is said", () => {
  const said = judge({
    "a/Chart.yaml": "name: a\ndependencies: [{ name: gone }, { name: web, import-values: [x] }]\n",
    "a/values.yaml": "a: [",
    "a/charts/web/Chart.yaml": "name: web\ndependencies: [{ name: deeper }]\n",
    "a/charts/web/values.yaml": "b: [",
    "b/Chart.yaml": "name: [",
    "a/charts/broken-1.tgz": Buffer.from("no archive"),
  });
  expect(said.join("\n")).toContain("the charts that it needs are not there (gone)");
  expect(said.join("\n")).toContain("a/values.yaml is not YAML");
  expect(said.join("\n")).toContain("gap a/charts/web/Chart.yaml the charts that it needs are not there (deeper)");
  expect(said.join("\n")).toContain("a/charts/web/values.yaml is not YAML");
  expect(said.join("\n")).toContain("gap b/Chart.yaml a description that is not YAML");
  expect(said.join("\n")).toContain("values imported from web are not followed");
  const read = [...chartFiles(openFile("a/charts/broken-1.tgz", "no archive"))];
  expect(read).toMatchObject([{ kind: "gap" }]);
});

test.each([
  ["a template that includes itself", '{{ define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}'],
  ["a value that is a template of itself", "{{ tpl .Values.a . }}", "a: '{{ tpl .Values.a . }}'"],
  ["many long texts", '{{ range until 5000 }}{{ $x := repeat 1000000 "a" }}{{ end }}'],
  ["many long lists", "{{ range until 90000 }}{{ $x := until 90000 }}{{ end }}"],
  [
    "a map that is copied over and over",
    "{{ range until 90000 }}{{ $x := deepCopy $.Values }}{{ end }}",
    `a: [${"1,".repeat(2_000)}]`,
  ],
  ["much output", '{{ range until 90000 }}{{ repeat 1000 "a" }}{{ end }}'],
])("%s ends", (...[, text, values]) => {
  const started = process.cpuUsage().user;
  expect(expression(text, values)).toMatch(/too deep|more steps|larger than/);
  expect(process.cpuUsage(undefined).user - started).toBeLessThan(20_000_000);
});

test("a key that is called like a method is a key", () => {
  expect(
    expression("{{ .Values.constructor }}|{{ .Values.__proto__ }}|{{ (dict).toString }}", "__proto__: { polluted: 1 }"),
  ).not.toContain("function");
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("charts that need each other end", () => {
  const names = ["a", "b", "c", "d"];
  const files = names.map((name) => {
    const needed = names.map((other) => `{ name: ${other}, repository: 'file://../${other}' }`).join(", ");
    return [`${name}/Chart.yaml`, `name: ${name}\ndependencies: [${needed}]\n`];
  });
  const said = judge(Object.fromEntries(files));
  expect(said.length).toBeLessThan(100);
  expect(said[0]).toContain("gap a/Chart.yaml the charts that it needs are not there (a)");
});
