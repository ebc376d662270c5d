import fc from "fast-check";
import { expect, test } from "vitest";
import { passageOf } from "./outsider.ts";
import { parseExpression, yielded } from "./parse.ts";

test.each([
  ["github.event.issue.title", ["github.event.issue.title"]],
  ["github.event['issue'].Title", ["github.event.issue.title"]],
  ["a.b == 'x' && c.d || e.f", ["c.d", "e.f"]],
  ["format('{0}-{1}', a.b, !c.d)", ["a.b"]],
  ["contains(a.b, 'it''s')", []],
  ["fromJSON(needs.x.outputs.y).z", ["needs.x.outputs.y"]],
  ["a.*.b", ["a.*.b"]],
  ["secrets[matrix.key]", ["secrets.[]"]],
  ["-1.5 < 0xff", []],
])("%s yields %j", (text, expected) => {
  const parsed = parseExpression(text);
  expect(parsed === undefined ? "broken" : yielded(parsed)).toEqual(expected);
});

test.each(["a &&", "(a", "a b", "'open", "f(a", "#", "(".repeat(200)])("%s is no expression", (text) => {
  expect(parseExpression(text)).toBeUndefined();
});

test.each([
  ["github.event_name == 'push'", "pull_request_target", "closed"],
  ["github.event_name != 'push'", "pull_request_target", "open"],
  ["github.event.pull_request.head.repo.full_name == github.repository", "pull_request_target", "closed"],
  ["github.event.pull_request.head.repo.full_name != github.repository", "pull_request_target", "open"],
  ["!github.event.pull_request.head.repo.fork", "pull_request_target", "closed"],
  ["github.event.workflow_run.event == 'push'", "workflow_run", "closed"],
  ["github.event.workflow_run.event == 'pull_request'", "workflow_run", "open"],
  ["contains(github.event.pull_request.labels.*.name, 'safe')", "pull_request_target", "approved"],
  ["github.event.label.name == 'safe' && github.event.action == 'labeled'", "pull_request_target", "approved"],
  ["github.event.comment.author_association == 'MEMBER'", "issue_comment", "closed"],
  ['contains(fromJSON(\'["OWNER", "MEMBER"]\'), github.event.comment.author_association)', "issue_comment", "closed"],
  [
    'contains(fromJSON(\'["MEMBER", "CONTRIBUTOR"]\'), github.event.comment.author_association)',
    "issue_comment",
    "open",
  ],
  [
    "contains(fromJSON('[\"OWNER\"]'), github.event.comment.author_association || github.event.pull_request.author_association)",
    "issue_comment",
    "closed",
  ],
  ["github.actor == 'octocat'", "pull_request_target", "closed"],
  ["github.event.client_payload.slash_command.command == 'test'", "pull_request", "closed"],
  ["github.event.inputs.mode == 'full'", "pull_request", "closed"],
  ["github.event.inputs.mode == ''", "pull_request", "open"],
  ["github.actor == 'dependabot[bot]'", "pull_request_target", "open"],
  ["github.event.pull_request.user.login == 'dependabot[bot]'", "pull_request_target", "closed"],
  ["github.event.pull_request.merged == true", "pull_request_target", "closed"],
  ["github.event.issue.pull_request && startsWith(github.event.comment.body, '/test')", "issue_comment", "open"],
  ["success() || false", "issues", "open"],
  ["false", "issues", "closed"],
  ["${{ false }}", "issues", "closed"],
  ["${{ false }} and so on", "issues", "open"],
  ["nonsense ((", "issues", "open"],
])("%s under %s is %s to outsiders", (condition, event, expected) => {
  expect(passageOf(condition, event)).toBe(expected);
});

test("any text is read or refused, never thrown over", () => {
  const piece = fc.constantFrom("a", ".", "(", ")", "'", "!", "&&", "||", "==", "[", "]", "*", ",", " ", "1", "f(");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => void passageOf(pieces.join(""), "issues")),
    { numRuns: 200 },
  );
});
