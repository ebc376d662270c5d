import type { Exception } from "./compare.ts";

/** Where our list and the manager's rightly differ. One that explains nothing any more makes the run fail. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    subject: "Python environment",
    side: "surplus",
    matches: /^pypi\/html5lib@1\.1$/,
    reason: "bleach brings a copy with its own metadata in `bleach/_vendor`: it is there, and pip looks no deeper.",
  },
  {
    subject: "Java archives, a second choice",
    side: "surplus",
    matches: /^maven\/net\.sf\.ehcache:sizeof-agent@/,
    reason: "An archive inside an archive, which neither Maven nor unzip looks into.",
  },
  {
    subject: "Java archives, a third choice",
    side: "surplus",
    matches: /^maven\/org\.apache\.flink:flink-rpc-akka@/,
    reason: "An archive inside an archive, which neither Maven nor unzip looks into.",
  },
  {
    subject: "Java archives, a third choice",
    side: "missing",
    matches: /^maven\/com\.microsoft\.sqlserver:mssql-jdbc@12\.4\.2$/,
    reason: "The version that it was built as; it was handed out as 12.4.2.jre11, which is found.",
  },
  {
    subject: "Java archives, a third choice",
    side: "missing",
    matches: /^maven\/org\.roaringbitmap:shims@/,
    reason: "Nothing in the archive says its group, and its name says too little to know it by.",
  },
  ...["Yarn 1, lock", "Bun, lock"].map((subject) => ({
    subject,
    side: "missing" as const,
    matches: /npm\/(?:old-lodash@4\.17\.20|string-width-cjs@4|strip-ansi-cjs@6|wrap-ansi-cjs@7)/,
    reason: "It lists an alias by the name that the project gave it; we list the package that it stands for.",
  })),
  ...["Yarn 1, lock", "Bun, lock"].map((subject) => ({
    subject,
    side: "surplus" as const,
    matches: /npm\/(?:lodash@4\.17\.20)$/,
    reason: "What such an alias stands for.",
  })),
  {
    subject: "npm, lock of version 1",
    side: "missing",
    matches: /@npm:/,
    reason:
      "npm, reading this form, gives an alias as name and `npm:NAME@VERSION` as version; we give the package that it stands for.",
  },
  {
    subject: "npm, lock of version 1",
    side: "surplus",
    matches: / > npm\/(?:string-width@4|strip-ansi@6|wrap-ansi@7)/,
    reason: "The same edges to what the aliases stand for.",
  },
];
