import { defineConfig } from "@playwright/test";

import base from "./playwright.config.js";

/** Measures P8 of docs/performance.md: `make bench ONLY=P8`. One at a time, so that nothing else is on the processor. */
export default defineConfig({
  ...base,
  testDir: "bench",
  reporter: "line",
  timeout: 180_000,
  workers: 1,
  projects: (base.projects ?? []).map((project) => ({ ...project, testMatch: "*.spec.ts" })),
});
