import { defineConfig } from "@playwright/test";

import base from "./playwright.config.js";

/** Makes the README's pictures: `npm run screenshots`. */
export default defineConfig({ ...base, testDir: "screenshots", projects: [{ name: "pictures" }] });
