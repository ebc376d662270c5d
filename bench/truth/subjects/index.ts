import type { Subject } from "../subject.ts";
import { alpine } from "./alpine.ts";
import { conan } from "./conan.ts";
import { debianSubjects } from "./debian.ts";
import { deno } from "./deno.ts";
import { goSubjects } from "./golang.ts";
import { mavenSubjects } from "./maven.ts";
import { npmSubjects } from "./npm.ts";
import { phpSubjects } from "./php.ts";
import { pnpmLocks } from "./pnpm-locks.ts";
import { programs } from "./programs.ts";
import { pythonSubjects } from "./python.ts";
import { rpmSubjects } from "./rpm.ts";
import { rustSubjects } from "./rust.ts";

export const SUBJECTS: readonly Subject[] = [
  ...debianSubjects,
  alpine,
  ...rpmSubjects,
  ...npmSubjects,
  ...pnpmLocks,
  deno,
  ...pythonSubjects,
  ...goSubjects,
  ...mavenSubjects,
  ...rustSubjects,
  ...phpSubjects,
  conan,
  programs,
];
