import { expect, test } from "vitest";
import { firedIn } from "../testing/fired.ts";

const job = (command: string) =>
  `on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${command}\n`;

test.each([
  ["requests>=2.0\nflask", "pip install -r requirements.txt", true],
  ["requests==2.32.3  # pinned", "pip install -r requirements.txt", false],
  [`requests>=2 --hash=sha256:${"0".repeat(64)}`, "pip install -r requirements.txt", false],
  ["requests", "pip install --require-hashes -r requirements.txt", false],
  ["# requests\n-r other.txt\n\n", "pip install -r requirements.txt", false],
  ["requests", "pip install -r other.txt", false],
  ["requests", "python build.py", false],
  [`tool @ git+https://x.example/tool@${"a".repeat(40)}`, "pip install -r requirements.txt", false],
])("%j, %s: %s", (list, command, fires) => {
  const fired = firedIn({ "requirements.txt": list, ".github/workflows/ci.yml": job(command) });
  expect(fired.filter((line) => line.startsWith("open-requirements")).length).toBe(fires ? 1 : 0);
});

test("a list in another folder counts by its name", () => {
  const fired = firedIn({
    "app/requirements/dev.txt": "flask",
    ".github/workflows/ci.yml": job("pip install -r requirements/dev.txt"),
  });
  expect(fired).toContain("open-requirements low :7");
});
