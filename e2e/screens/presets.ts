// The presets of the log: the tabs, and the dialog with all of them.

import { type Locator, type Page, expect } from "@playwright/test";

import type { Api } from "../client/api.js";

export class Presets {
  readonly tabs: Locator;
  readonly button: Locator;
  readonly dialog: Locator;
  readonly name: Locator;

  constructor(readonly page: Page) {
    this.tabs = page.getByRole("navigation", { name: "Presets" }).getByRole("link");
    this.button = page.getByRole("button", { name: "Presets: all, save, arrange (p)" });
    this.dialog = page.getByRole("dialog", { name: "Presets" });
    this.name = this.dialog.getByRole("textbox", { name: "Save this view as" });
  }

  tab(name: string): Locator {
    return this.tabs.filter({ hasText: name });
  }

  row(name: string): Locator {
    return this.dialog.getByRole("listitem").filter({ has: this.page.getByRole("button", { name: new RegExp(`^${name}`) }) });
  }

  async open(): Promise<void> {
    await this.button.click();
    await expect(this.dialog).toBeVisible();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole("button", { name: "Close" }).click();
    await expect(this.dialog).toBeHidden();
    await expect(this.button).toBeFocused();
  }
}

/** Removes what a test has saved and arranged. */
export async function forget(api: Api, workspace: string): Promise<void> {
  const params = { path: { workspace_id: workspace } };
  const { data } = await api.GET("/v1/workspaces/{workspace_id}/presets", { params });
  const builtIn = data?.data.filter((preset) => preset.kind === "built_in") ?? [];
  for (const preset of data?.data.filter((preset) => preset.editable) ?? []) {
    await api.DELETE("/v1/workspaces/{workspace_id}/presets/{preset_id}", { params: { path: { ...params.path, preset_id: preset.id } } });
  }
  const first = ["Publishing failures", "TikTok pipeline", "Account health"];
  const named = (name: string) => builtIn.find((preset) => preset.name === name)?.id ?? "";
  await api.PUT("/v1/workspaces/{workspace_id}/presets/arrangement", {
    params,
    body: { order: [], pinned: first.map(named) },
  });
}
