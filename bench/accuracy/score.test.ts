import { expect, test } from "vitest";
import type { Repository } from "./corpus.ts";
import { fileId, type Label, readLabels } from "./labels.ts";
import { score, spansOf } from "./score.ts";
import { middle, redrawn, summarize } from "./summary.ts";

const HEAD =
  "Id,FileID,Domain,RepoName,FilePath,LineStart,LineEnd,GroundTruth,ValueStart,ValueEnd,CryptographyKey,PredefinedPattern,Category";

function repository(
  ...labels: readonly [first: number, last: number, truth: Label["truth"], category: string][]
): Repository {
  const file = fileId("src/a.py");
  return {
    id: "0001",
    name: "o/n",
    commit: "0".repeat(40),
    paths: new Map([[file, "src/a.py"]]),
    labels: labels.map(([first, last, truth, category]) => ({
      file,
      first,
      last,
      truth,
      categories: category.split(":"),
    })),
  };
}

const hit = (first: number, last = first) => ({ path: "0001/src/a.py", first, last });

test("a row of CredData's labels", () => {
  expect(readLabels(`${HEAD}\n7,0a0a0a0a,GitHub,r,data/x,3,5,T,1,9,,,Key:Secret\n`)).toEqual([
    { file: "0a0a0a0a", first: 3, last: 5, truth: "T", categories: ["Key", "Secret"] },
  ]);
  expect(() => readLabels(`${HEAD}\n7,0a,GitHub,r,data/x,3,5,Y,1,9,,,Key\n`)).toThrow("a form that is not known");
});

test("of one stretch the strongest word holds, and what touches a true one is not judged apart", () => {
  const spans = spansOf(
    repository(
      [3, 3, "F", "Key"],
      [3, 3, "T", "Secret"],
      [10, 20, "T", "PEM"],
      [15, 15, "F", "Key"],
      [30, 30, "X", "Key"],
    ),
  );
  expect(spans.map(({ first, truth, categories }) => [first, truth, ...categories])).toEqual([
    [3, "T", "Secret"],
    [10, "T", "PEM"],
    [30, "X", "Key"],
  ]);
});

test("a line counts once, in each of its categories; what nobody judged counts apart", () => {
  const judged = repository(
    [3, 3, "T", "Key:Secret"],
    [10, 20, "T", "PEM"],
    [30, 30, "F", "Key"],
    [40, 40, "X", "Key"],
  );
  const { all, byCategory, undecided, outside } = score(judged, [
    hit(3),
    hit(3),
    hit(19, 25),
    hit(30),
    hit(40),
    hit(99),
  ]);
  expect({ all, undecided, outside }).toEqual({ all: { found: 2, missed: 0, wrong: 1 }, undecided: 1, outside: 1 });
  expect(byCategory.get("Key")).toEqual({ found: 1, missed: 0, wrong: 1 });
  expect(score(judged, []).all).toEqual({ found: 0, missed: 2, wrong: 0 });
});

test("macro is the mean over categories, and the draws are the same every time", () => {
  const scores = [
    score(repository([1, 1, "T", "Key"], [2, 2, "F", "Key"]), [hit(1), hit(2)]),
    score(repository([1, 1, "T", "Token"]), []),
  ];
  const { macro, micro } = summarize(scores);
  expect([macro.f1, micro.precision, micro.recall]).toEqual([1 / 3, 0.5, 0.5]);
  const interval = () => middle(redrawn(scores).map((one) => one.micro.f1));
  expect(interval()).toEqual(interval());
  expect(interval()).toEqual([0, 2 / 3]);
});
