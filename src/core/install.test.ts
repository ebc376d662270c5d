import { expect, test } from "vitest";
import { packageInstall } from "./install.ts";

test.each([
  ["npm ci", "npm"],
  ["npm --prefix=web install", "npm"],
  ["npm run build", undefined],
  ["npm", undefined],
  ["yarn", "npm"],
  ["yarn --frozen-lockfile", "npm"],
  ["yarn build", undefined],
  ["pnpm i --frozen-lockfile", "npm"],
  ["pip3 install -r requirements.txt", "pypi"],
  ["pip freeze", undefined],
  ["python3 -m pip install x", "pypi"],
  ["python -m build", undefined],
  ["uv sync --locked", "pypi"],
  ["bundle", "gem"],
  ["bundle exec rake", undefined],
  ["composer install --no-dev", "composer"],
  ["cargo build --release", "cargo"],
  ["go test ./...", "golang"],
  ["go version", undefined],
  ["mvnw -B verify", "maven"],
  ["dotnet restore", "nuget"],
  ["constructor install", undefined],
])("%s installs %s", (line, type) => {
  const [program = "", ...args] = line.split(" ");
  expect(packageInstall(program, args)?.type).toBe(type);
});
