// The log as it grows: the switch, the pill, and what is appended meanwhile.

import { type Locator, type Page, expect } from "@playwright/test";

import { connect } from "../client/api.js";
import { world } from "../fixtures/world.js";

export class Live {
  readonly switch: Locator;
  readonly pill: Locator;

  constructor(readonly page: Page) {
    this.switch = page.getByRole("button", { name: "Live", exact: true });
    this.pill = page.getByRole("button", { name: /new events?$/ });
  }

  /** Waits until whatever is recorded arrives. */
  async isThere(): Promise<void> {
    await expect(this.switch).toHaveText("Live", { timeout: 20_000 });
  }
}

/** Appends events with these descriptions to the river. */
export async function pour(...descriptions: string[]): Promise<void> {
  const { url, river, riverKey } = world();
  const { error } = await connect(url, riverKey).POST("/v1/workspaces/{workspace_id}/events/batch", {
    params: { path: { workspace_id: river } },
    body: descriptions.map((description) => ({ type: "post.published", platform: "x", description, actor: { kind: "member", name: "Spring" } })),
  });
  if (error) throw new Error(error.detail);
}
