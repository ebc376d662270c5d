import { expect, test } from "vitest";
import { Report } from "../../src/core/report.ts";
import { fakeNode } from "../../src/testing/fake-node.ts";
import { runWaybill } from "../../src/testing/run-waybill.ts";
import { temporaryFolder } from "../../src/testing/temporary-folder.ts";

const BENCHMARK = {
  "config.yaml": "master:\n  components: [apiserver]\n  apiserver: { bins: [kube-apiserver] }\n",
  "own-1.0/master.yaml": `type: master
groups:
  - id: "1"
    checks:
      - id: "1.1"
        text: Callers are asked who they are
        audit: /bin/ps -ef | grep $apiserverbin | grep -v grep
        tests: { test_items: [{ flag: --anonymous-auth, compare: { op: eq, value: false } }] }
        scored: true
      - id: "1.2"
        text: A typing mistake
        audit: /bin/ps -ef | grep $apiserverbin
        tests: { test_items: [{ flag: --x, compare: { op: noteqx, value: 1 } }] }
`,
};

test("a machine is judged by its processes, its files and the user's benchmark, and nothing is started", async () => {
  using home = temporaryFolder();
  using folder = temporaryFolder(BENCHMARK);
  using node = fakeNode({
    processes: [["/usr/bin/kube-apiserver", "--anonymous-auth=true", "--authorization-mode=AlwaysAllow"]],
    files: {
      "/etc/kubernetes/admin.conf": { mode: 0o644 },
      "/etc/docker/daemon.json": '{"hosts":["tcp://0.0.0.0:2375"]}',
    },
  });
  const words = ["config", "host", "--root", node.path, "--benchmarks", folder.path];
  const { stdout, status } = await runWaybill(home.path, [...words, "--benchmark", "own-1.0", "--format", "json"]);
  const report = Report.parse(JSON.parse(stdout));
  expect(status).toBe(1);
  expect(report.target).toEqual({ kind: "host", ref: "host" });
  const found = new Set(report.findings.map(({ rule }) => rule));
  for (const rule of [
    "cis/failed-check",
    "cis/open-node-file",
    "daemon/open-socket",
    "kubernetes/components/authorization-off",
  ])
    expect(found).toContain(`config/${rule}`);
  const coverage = report.coverage.find(({ analyzer }) => analyzer === "config/cis");
  expect(coverage?.status).toBe("partial");
  expect(coverage?.gaps).toEqual([{ where: "own-1.0 1.2", reason: 'error: unknown operator "noteqx"' }]);
  expect(coverage?.examined).toMatchObject({ checks: 2, failed: 1, errors: 1 });
});

test.each([
  [["check", "host"], "waybill config host"],
  [["config", "host:web-1"], "A host is looked at from itself"],
  [["config", ".", "--root", "/"], "--root is about a host"],
  [["config", "host", "--root", "/none"], "/none is no folder"],
  [["config", "host", "--benchmark", "own-1.0"], "--benchmarks"],
  [["config", "host", "--benchmarks", "/none"], "There is no folder /none"],
  [["config", ".", "--probe", "10.0.0.5"], "--probe asks machines on the network"],
  [["access", "probe", "10.0.0.0/24"], "networks are not searched"],
])("%j is a wrong call", async (words, told) => {
  using home = temporaryFolder();
  const { status, stderr, stdout } = await runWaybill(home.path, words);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(told);
});

test("a benchmark that is not there is told with the nearest that is", async () => {
  using home = temporaryFolder(BENCHMARK);
  const words = ["config", "host", "--benchmarks", home.path, "--benchmark", "own-1.1"];
  const { status, stderr } = await runWaybill(home.path, words);
  expect(status).toBe(2);
  expect(stderr).toContain("Did you mean own-1.0?");
});
