// How @hey-api/openapi-ts makes its client.

import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "../../../openapi/openapi.json",
  // NodeNext asks for the ends of file names.
  output: { path: "generated", importFileExtension: ".js" },
  plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
});
