import { defineConfig, devices } from "@playwright/test";

import { WORKERS } from "./fixtures/world.js";

/** Debian's Chromium, which asks nobody outside for anything. */
export const CHROMIUM = {
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
  ],
};

export default defineConfig({
  testDir: "tests",
  globalSetup: "./fixtures/server.ts",
  reporter: "list",
  workers: WORKERS,
  fullyParallel: true,
  // A browser on a busy machine can stall for seconds. Who needs the second try is listed as flaky, with what went wrong.
  retries: 1,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: CHROMIUM,
    locale: "en-GB",
    timezoneId: "Europe/Dublin",
    colorScheme: "light",
    trace: "off",
  },
  projects: [
    { name: "desktop", testMatch: "{desktop,both}/*.spec.ts", use: { viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      testMatch: "{phone,both}/*.spec.ts",
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
    },
  ],
});
