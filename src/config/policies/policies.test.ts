import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look, Outcome } from "../../core/analyzer.ts";
import { DEFAULT_CONFIGURATION } from "../../core/configuration.ts";
import { describePlace } from "../../core/place.ts";
import { openFile, READER_CONTEXT } from "../../testing/open-file.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { kubernetesReader } from "../kubernetes/reader.ts";
import { ownPolicies } from "./analyzer.ts";
import { celValue, readExpression } from "./cel.ts";
import { CelFault } from "./kubernetes-library.ts";
import { pluralOf } from "./matching.ts";

type Files = Readonly<Record<string, string>>;

const cel = (text: string, object: unknown = {}) => readExpression(text)({ object: celValue(object) });

test.each([
  ["object.a == 1 && object.b > 1.5", { a: 1, b: 2.5 }, true],
  ["object.list.all(x, x > 0) && object.list.exists(x, x == 2)", { list: [1, 2] }, true],
  ["object.?a.?b.orValue('none')", {}, "none"],
  ["object.a.orValue([]).size() == 1 && object.?b.orValue([]).size() == 0", { a: [1] }, true],
  ["object.?a.orValue(object.none)", { a: 1 }, 1n],
  ["'.orValue(' + 'a'", {}, ".orValue(a"],
  ["has(object.a)", { a: null }, true],
  ["object.image.matches('^[a-z]+:[0-9.]+$')", { image: "web:1.2" }, true],
  ['\'a.matches("b")\' == "a.matches(\\"b\\")"', {}, true],
  ["object.image.find('[0-9]+')", { image: "web:12" }, "12"],
  ["size(object.image.findAll('[0-9]'))", { image: "web:12" }, 2n],
  ["quantity(object.memory).isLessThan(quantity('2Gi'))", { memory: "2G" }, true],
  ["quantity('1500m').compareTo(quantity('1.5'))", {}, 0n],
  ["quantity('1Ki').add(quantity('1')).asInteger()", {}, 1025n],
  ["isQuantity('12x') || isQuantity('')", {}, false],
  ["url('https://a.example:8/p?q').getHostname() + url('http://x/p').getEscapedPath()", {}, "a.example/p"],
  ["isURL('no') || isIP('1.2.3')", {}, false],
  ["ip('::1').family() == 6 && ip('127.0.0.1').isLoopback()", {}, true],
  [
    "sets.contains(object.drop, ['ALL']) && sets.intersects(['a'], ['a', 'b']) && !sets.equivalent([1], [2])",
    { drop: ["ALL", "X"] },
    true,
  ],
  [
    "[1, 2].sum() == 3 && [1, 3].max() == 3 && [2, 1].min() == 1 && ![2, 1].isSorted() && ['a'].indexOf('b') == -1",
    {},
    true,
  ],
  ["'aXbX'.replace('X', '$&').reverse()", {}, "&$b&$a"],
])("%s of %j is %s", (text, object, expected) => {
  expect(cel(text, object)).toEqual(expected);
});

test.each([
  ["1 +", "Unexpected"],
  ["object.none", "No such key"],
  ["quantity('x')", "no quantity"],
  ["'a'.matches('(')", "a regular expression that is none"],
  ["[].max()", "empty list"],
  ["nowhere(1)", "overload"],
])("%s is a fault: %s", (text, message) => {
  expect(() => cel(text)).toThrow(CelFault);
  expect(() => cel(text)).toThrow(message);
});

test("a pattern that another engine would never finish ends", () => {
  expect(cel("object.x.matches('^(a+)+$')", { x: `${"a".repeat(50_000)}b` })).toBe(false);
});

test("never throws anything but its own fault", () => {
  const part = fc.constantFrom(
    "object",
    ".",
    "?",
    "a",
    "(",
    ")",
    "[",
    "]",
    "'x'",
    "1",
    " + ",
    " == ",
    "&&",
    "matches",
    "size",
    ",",
    "{",
    "}",
    ":",
    "all",
    "x",
    "!",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      try {
        cel(parts.join(""), { a: [1] });
      } catch (fault) {
        if (!(fault instanceof CelFault)) throw fault;
      }
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["Pod", "pods"],
  ["NetworkPolicy", "networkpolicies"],
  ["Ingress", "ingresses"],
  ["Endpoints", "endpoints"],
  ["Gateway", "gateways"],
])("several of %s are %s", (kind, plural) => {
  expect(pluralOf(kind)).toBe(plural);
});

/** What policies in `policies` find in the other files of a tree, and what they leave open. */
function judge(policy: string, files: Files): string[] {
  using folder = temporaryFolder({ ...files, "policies/own.yaml": policy });
  const facts = Object.entries(files).flatMap(([path, text]) => [
    ...kubernetesReader.read(openFile(path, text), READER_CONTEXT),
  ]);
  const book = { of: (kind: string) => facts.filter((fact) => fact.kind === kind) } as unknown as Look["facts"];
  const configuration = { ...DEFAULT_CONFIGURATION, config: { advice: false, policies: [`${folder.path}/policies`] } };
  const outcome = ownPolicies.analyze({ facts: book, configuration, opened: { root: folder.path } } as Look) as Outcome;
  return [
    ...outcome.findings.map(
      ({ severity, title, locations }) => `${severity} ${locations.map(describePlace).join(" ")} ${title}`,
    ),
    ...(outcome.gaps ?? []).map(({ where, reason }) => `gap ${where.replace(folder.path, "")} ${reason}`),
  ];
}

function policy(spec: string, annotations = ""): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: owned, annotations: { ${annotations} } }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments] }]
${spec.replace(/^/gm, "  ")}
`;
}

const DEPLOYMENT =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { replicas: 9 }\n";
const OWNED = "validations:\n  - expression: has(object.metadata.labels)\n    message: every workload has an owner\n";

test("an object that a policy refuses is found, with the policy's message and severity", () => {
  expect(judge(policy(OWNED, "waybill.dev/severity: high"), { "app.yaml": `# first\n${DEPLOYMENT}` })).toEqual([
    "high app.yaml:2 Deployment/shop/web is refused by owned: every workload has an owner",
  ]);
});

test("a policy is asked about the kinds that it is for, of whatever group", () => {
  const other = DEPLOYMENT.replace("apps/v1", "apps/v1beta1");
  const pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n";
  expect(judge(policy(OWNED), { "other.yaml": other, "pod.yaml": pod })).toEqual([]);
  const things = policy(OWNED).replace("[apps]", "[example.com]").replace("deployments", "things");
  const thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: t }\n";
  expect(judge(things, { "thing.yaml": thing })).toEqual([
    "medium thing.yaml:1 Thing/t is refused by owned: every workload has an owner",
  ]);
});

test("conditions, variables and messages are computed", () => {
  const spec = `matchConditions:
  - { name: large, expression: "object.spec.replicas > 3" }
variables:
  - { name: count, expression: "object.spec.replicas" }
  - { name: broken, expression: "object.no.such" }
  - { name: twice, expression: "variables.count * 2" }
validations:
  - expression: variables.twice < 10
    messageExpression: "'twice is ' + string(variables.twice) + ' in ' + request.namespace"
`;
  expect(judge(policy(spec), { "app.yaml": DEPLOYMENT })).toEqual([
    "medium app.yaml:1 Deployment/shop/web is refused by owned: twice is 18 in shop",
  ]);
  expect(judge(policy(spec), { "app.yaml": DEPLOYMENT.replace("9", "3") })).toEqual([]);
});

test("Kyverno's policy for pods is for those of controllers, too, unless it says otherwise", () => {
  const forPods = (kind: string, more = "") =>
    `apiVersion: policies.kyverno.io/v1\nkind: ${kind}\nmetadata: { name: p }\nspec:\n${more}  matchConstraints:\n    resourceRules: [{ apiGroups: [''], apiVersions: [v1], resources: [pods] }]\n  validations: [{ expression: "object.kind == 'Pod' && object.metadata.namespace == 'shop' && object.spec.containers.size() == 0" }]\n`;
  const deployment =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { metadata: {}, spec: { containers: [{ name: a }] } } }\n";
  const said = (text: string) => judge(text, { "app.yaml": deployment });
  expect(said(forPods("ValidatingPolicy"))).toEqual([
    expect.stringMatching(/^medium app\.yaml:1 Deployment\/shop\/web is refused by p: failed expression/),
  ]);
  expect(judge(forPods("ValidatingPolicy"), { "app.yaml": deployment.replace("[{ name: a }]", "[]") })).toEqual([]);
  expect(said(forPods("ValidatingAdmissionPolicy"))).toEqual([]);
  expect(said(forPods("ValidatingPolicy", "  autogen: { podControllers: { controllers: [] } }\n"))).toEqual([]);
  expect(
    said(forPods("ValidatingPolicy", "  autogen: { podControllers: { controllers: [Deployment] } }\n")),
  ).toHaveLength(1);
});

test("labels of namespaces decide where the namespace is there, and leave it open where it is not", () => {
  const selector = "  namespaceSelector: { matchLabels: { tier: prod } }\n";
  const selecting = policy(OWNED)
    .replace("validations", "validations")
    .replace("  validations", `  ${selector}  validations`);
  const namespace = (tier: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { tier: ${tier} } }\n`;
  expect(judge(selecting, { "app.yaml": DEPLOYMENT, "ns.yaml": namespace("prod") })).toHaveLength(1);
  expect(judge(selecting, { "app.yaml": DEPLOYMENT, "ns.yaml": namespace("test") })).toEqual([]);
  expect(judge(selecting, { "app.yaml": DEPLOYMENT })).toEqual([
    "gap app.yaml:1 owned on Deployment/shop/web: only its namespace's labels could tell whether it applies",
  ]);
});

test("what cannot be answered is a gap, and never a pass, unless the policy says to ignore it", () => {
  const spec = "validations:\n  - expression: object.spec.paused == false\n";
  expect(judge(policy(spec), { "app.yaml": DEPLOYMENT })).toEqual([
    "gap app.yaml:1 owned on Deployment/shop/web: object.spec.paused == false: No such key: paused",
  ]);
  expect(judge(policy(`failurePolicy: Ignore\n${spec}`), { "app.yaml": DEPLOYMENT })).toEqual([]);
});

test.each([
  ["validations:\n  - expression: 1 +\n", "gap /policies/own.yaml owned: Unexpected token"],
  ["paramKind: { kind: Limits }\n", "gap /policies/own.yaml owned: it takes parameters from the cluster"],
  ["failurePolicy: Maybe\n", "gap /policies/own.yaml owned: "],
])("a policy that cannot be used is a gap: %j", (spec, message) => {
  const said = judge(policy(spec), { "app.yaml": DEPLOYMENT });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(message);
});

test("what charts and kustomizations make is asked about in their place", () => {
  const chart = {
    "web/Chart.yaml": "name: web\n",
    "web/values.yaml": "labels: {}\n",
    "web/templates/a.yaml": `{{ if true }}\n${DEPLOYMENT}{{ end }}\n`,
  };
  expect(judge(policy(OWNED), chart)).toEqual([
    "medium web/templates/a.yaml:2 Deployment/shop/web is refused by owned: every workload has an owner",
  ]);
  const overlay = {
    "app/kustomization.yaml": "resources: [a.yaml]\ncommonLabels: { owner: me }\n",
    "app/a.yaml": DEPLOYMENT,
  };
  expect(judge(policy(OWNED), overlay)).toEqual([]);
});

test("a file that is not all YAML, or called like values and in no chart, is not passed over", () => {
  expect(judge(policy(OWNED), { "web-values.yaml": DEPLOYMENT })).toHaveLength(1);
  expect(judge(policy(OWNED), { "app.yaml": `${DEPLOYMENT}---\na: [\n` })).toContain(
    "gap app.yaml not YAML: not all of it is asked about",
  );
});

test("a path that is not there is a wrong call", () => {
  const configuration = { ...DEFAULT_CONFIGURATION, config: { advice: false, policies: ["/nowhere/at/all"] } };
  const facts = { of: () => [] } as unknown as Look["facts"];
  const look = { facts, configuration, opened: { root: "/" } } as unknown as Look;
  expect(() => ownPolicies.analyze(look)).toThrow("There is no /nowhere/at/all");
});
