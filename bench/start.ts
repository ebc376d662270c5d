import { type Bench, present } from "./bench.ts";

/** How long until a program has said its version: what every call pays before it works. */
export const start: Bench = {
  title: "Start-up",
  cases: async (bench) => [
    {
      title: "saying the version",
      ours: bench.ours(["--version"]),
      peers: present(
        { ...bench.ours([]), name: "node alone", words: ["-e", "0"] },
        bench.peer("syft", ["version"]),
        bench.peer("gitleaks", ["version"]),
        bench.peer("osv-scanner", ["--version"]),
        bench.peer("kingfisher", ["--version"]),
        bench.peer("zizmor", ["--version"]),
        bench.peer("hadolint", ["--version"]),
        bench.peer("checkov", ["--version"]),
      ),
    },
    {
      title: "printing the help",
      ours: bench.ours(["--help"]),
      peers: [],
      goal: { wallSeconds: 0.15, peakMib: 100 },
    },
  ],
};
