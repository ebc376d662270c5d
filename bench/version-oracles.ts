import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A tool that knows its ecosystem's order. Each reads lines `a TAB b` and prints -1, 0 or 1 for each, or `x` for neither. */
export interface Oracle {
  readonly name: string;
  /** OSV's name of the ecosystem. */
  readonly ecosystem: string;
  readonly form: "deb" | "rpm" | "pep440" | "maven" | "gem" | "composer" | "semver";
  /** Where we are known to differ, and why. */
  readonly differs?: { readonly where: RegExp; readonly why: string };
  /** Undefined where the tool is not installed. */
  readonly ask: (pairs: string, scratch: string) => string | undefined;
}

const DPKG = `while IFS='\t' read -r a b; do
  if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" eq "$b"; then echo 0; else echo 1; fi
done < "$1"`;

const RPM = (file: string) => `%{lua:
for line in io.lines("${file}") do
  local a, b = line:match("([^\\t]*)\\t(.*)")
  print(rpm.vercmp(a, b) .. " ")
end}`;

const PACKAGING = `import sys
from packaging.version import InvalidVersion, Version
for line in open(sys.argv[1]):
    a, b = line.rstrip("\\n").split("\\t")
    try:
        print((Version(a) > Version(b)) - (Version(a) < Version(b)))
    except InvalidVersion:
        print("x")`;

const MAVEN = `import java.nio.file.*;
import org.apache.maven.artifact.versioning.ComparableVersion;
public class Compare {
  public static void main(String[] words) throws Exception {
    StringBuilder answers = new StringBuilder();
    for (String line : Files.readAllLines(Path.of(words[0]))) {
      String[] pair = line.split("\\t", -1);
      answers.append(Integer.signum(new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1])))).append('\\n');
    }
    System.out.print(answers);
  }
}`;

const GEM = `File.foreach(ARGV[0], chomp: true) do |line|
  a, b = line.split("\\t")
  puts(Gem::Version.correct?(a) && Gem::Version.correct?(b) ? (Gem::Version.new(a) <=> Gem::Version.new(b)) : "x")
end`;

const COMPOSER = `<?php
foreach (["Constraint/ConstraintInterface", "Constraint/Bound", "Constraint/Constraint", "Constraint/MatchAllConstraint",
  "Constraint/MatchNoneConstraint", "Constraint/MultiConstraint", "CompilingMatcher", "Interval", "Intervals",
  "VersionParser", "Comparator"] as $file) require_once "/usr/share/php/Composer/Semver/$file.php";
foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $line) {
  [$a, $b] = explode("\\t", $line);
  try {
    $parser = new Composer\\Semver\\VersionParser();
    [$a, $b] = [$parser->normalize($a), $parser->normalize($b)];
    echo Composer\\Semver\\Comparator::lessThan($a, $b) ? "-1\\n" : (Composer\\Semver\\Comparator::equalTo($a, $b) ? "0\\n" : "1\\n");
  } catch (UnexpectedValueException $fault) { echo "x\\n"; }
}`;

const SEMVER = `const { execFileSync } = require("node:child_process");
const npm = require("node:fs").realpathSync(execFileSync("which", ["npm"]).toString().trim());
const semver = require("node:module").createRequire(npm)("semver");
for (const line of require("node:fs").readFileSync(process.argv[2], "utf8").trimEnd().split("\\n")) {
  const [a, b] = line.split("\\t");
  console.log(semver.valid(a) && semver.valid(b) ? semver.compare(a, b) : "x");
}`;

const GO = `package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func main() {
	file, _ := os.Open(os.Args[1])
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		a, b, _ := strings.Cut(lines.Text(), "\\t")
		if semver.IsValid("v"+a) && semver.IsValid("v"+b) {
			fmt.Println(semver.Compare("v"+a, "v"+b))
		} else {
			fmt.Println("x")
		}
	}
}
`;

const MAVEN_JAR = "/usr/share/maven/lib/maven-artifact-3.x.jar";

export const ORACLES: readonly Oracle[] = [
  { name: "dpkg", ecosystem: "Debian:12", form: "deb", ask: script("sh", DPKG, "compare.sh") },
  {
    name: "rpm",
    ecosystem: "Red Hat:9",
    form: "rpm",
    ask: (pairs) => run("rpm", ["--eval", RPM(pairs)]),
  },
  { name: "packaging", ecosystem: "PyPI", form: "pep440", ask: script("python3", PACKAGING, "compare.py") },
  {
    name: "Maven's ComparableVersion",
    ecosystem: "Maven",
    form: "maven",
    differs: {
      where: /(?:ga|final|release)[.-]./i,
      why: "a word that means nothing (ga, final, release) and is followed by more counts in Maven where it is glued to a number",
    },
    ask: script("java", MAVEN, "Compare.java", ["-cp", classPath()]),
  },
  { name: "Gem::Version", ecosystem: "RubyGems", form: "gem", ask: script("ruby", GEM, "compare.rb") },
  { name: "Composer\\Semver", ecosystem: "Packagist", form: "composer", ask: script("php", COMPOSER, "compare.php") },
  { name: "npm's semver", ecosystem: "npm", form: "semver", ask: script(process.execPath, SEMVER, "compare.cjs") },
  { name: "golang.org/x/mod/semver", ecosystem: "Go", form: "semver", ask: askGo },
];

function classPath(): string {
  const folder = "/usr/share/maven/lib";
  return [MAVEN_JAR, ...["commons-lang3.jar", "plexus-utils-2.x.jar"].map((name) => join(folder, name))].join(":");
}

function script(program: string, source: string, name: string, words: readonly string[] = []) {
  return (pairs: string, scratch: string) => {
    const file = join(scratch, name);
    writeFileSync(file, source);
    return run(program, [...words, file, pairs]);
  };
}

function askGo(pairs: string, scratch: string): string | undefined {
  const folder = join(scratch, "go-oracle");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.go"), GO);
  if (!existsSync(join(folder, "go.mod"))) {
    if (run("go", ["mod", "init", "oracle"], folder) === undefined) return undefined;
    run("go", ["mod", "tidy"], folder);
  }
  return run("go", ["run", ".", pairs], folder);
}

/** Undefined when there is no such program. */
function run(program: string, words: readonly string[], folder?: string): string | undefined {
  try {
    return execFileSync(program, words, {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
      ...(folder !== undefined && { cwd: folder }),
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
