import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts", "demo/**/*.test.ts"],
    testTimeout: 120_000, // of a run that hangs: a busy machine takes long over a whole process
    pool: "threads",
    maxWorkers: "100%", // on two cores the default is one, and most of the time is waiting for processes
    isolate: false,
  },
});
