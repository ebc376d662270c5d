import { expect, test } from "vitest";
import { mendText } from "../testing/mend-text.ts";

const mend = (text: string, ...expressions: string[]) =>
  mendText("workflows/template-injection", "w.yml", text, undefined, {
    evidence: expressions.map((expression) => ({ kind: "bytes", text: `\${{ ${expression} }}, set by anyone` })),
  });

const job = (step: string) => `jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${step}`;
const TITLE = "github.event.issue.title";

test.each([
  [
    '      - run: ▶|\n          echo "${{ github.event.issue.title }}" # ${{ github.event.issue.title }}\n          X=${{github.event.issue.title}}; echo ${{ github.event.issue.title }}\n',
    '      - env:\n          ISSUE_TITLE: ${{ github.event.issue.title }}\n        run: |\n          echo "${ISSUE_TITLE}" # ${ISSUE_TITLE}\n          X=${ISSUE_TITLE}; echo "${ISSUE_TITLE}"\n',
  ],
  [
    "      - name: x\n        env:\n          ISSUE_TITLE: y # kept\n        run: ▶echo ${{ github.event.issue.title }}\n",
    '      - name: x\n        env:\n          ISSUE_TITLE_VALUE: ${{ github.event.issue.title }}\n          ISSUE_TITLE: y # kept\n        run: echo "${ISSUE_TITLE_VALUE}"\n',
  ],
  [
    '      - shell: pwsh\n        env: { A: b }\n        run: ▶|\n          Write-Host "${{ github.event.issue.title }}"\n',
    '      - shell: pwsh\n        env: { ISSUE_TITLE: "${{ github.event.issue.title }}", A: b }\n        run: |\n          Write-Host "${env:ISSUE_TITLE}"\n',
  ],
  [
    '      - run: ▶|\n          x="$(echo "${{ github.event.issue.title }}" | wc -c)"\n',
    '      - env:\n          ISSUE_TITLE: ${{ github.event.issue.title }}\n        run: |\n          x="$(echo "${ISSUE_TITLE}" | wc -c)"\n',
  ],
])("%j becomes %j", async (before, after) => {
  expect(await mend(job(before), TITLE)).toBe(job(after));
});

test("several expressions get a variable each", async () => {
  const before = '      - run: ▶|\n          echo "${{ github.head_ref }} ${{ steps.a.outputs.b }}"\n';
  expect(await mend(job(before), "github.head_ref", "steps.a.outputs.b")).toBe(
    job(
      '      - env:\n          HEAD_REF: ${{ github.head_ref }}\n          A_B: ${{ steps.a.outputs.b }}\n        run: |\n          echo "${HEAD_REF} ${A_B}"\n',
    ),
  );
});

test.each([
  ["      - run: ▶|\n          echo '${{ github.event.issue.title }}'\n", TITLE, "single quotes"],
  [
    "      - run: ▶|\n          cat <<EOF\n          ${{ github.event.issue.title }}\n          EOF\n",
    TITLE,
    "here-document",
  ],
  ["      - run: ▶|\n          make ${{ inputs.flags }}\n", "inputs.flags", "several words"],
  [
    "      - run: ▶|\n          echo ${{ format('x', github.event.issue.title) }}\n",
    "format('x', github.event.issue.title)",
    "more than name",
  ],
  ["      - run: ▶'echo ${{ github.event.issue.title }}'\n", TITLE, "in quotes"],
  [
    '      - shell: python\n        run: ▶|\n          print("${{ github.event.issue.title }}")\n',
    TITLE,
    "which shell",
  ],
  ['      - with: { script: ▶"x ${{ github.event.issue.title }}" }\n', TITLE, "not a step's"],
])("%j is left alone: %s", async (text, expression, reason) => {
  expect(await mend(job(text), expression)).toContain(reason);
});

test("a machine that is chosen at run time may be Windows", async () => {
  const text = job('      - run: ▶|\n          echo "${{ github.head_ref }}"\n').replace(
    "ubuntu-latest",
    "${{ matrix.os }}",
  );
  expect(await mend(text, "github.head_ref")).toContain("which shell");
});
