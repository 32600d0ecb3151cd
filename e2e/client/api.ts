// The client that openapi-typescript and openapi-fetch make of the document. Nothing is added but the address and the credential.

import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./generated/schema.js";

/** What this client reads: a list has another form besides, JSON Lines. */
type Media = "application/json" | "application/problem+json";

export type Api = Client<paths, Media>;
export type Event = components["schemas"]["Event"];
export type NewEvent = components["schemas"]["NewEvent"];
export type Export = components["schemas"]["Export"];
export type EventPage = components["schemas"]["EventPage"];
export type Problem = components["schemas"]["Problem"];
export type ListQuery = NonNullable<paths["/v1/workspaces/{workspace_id}/events"]["get"]["parameters"]["query"]>;

/** Speaks to the server with a credential, or with none. */
export function connect(baseUrl: string, credential?: string): Api {
  return createClient<paths, Media>({ baseUrl, headers: credential ? { authorization: `Bearer ${credential}` } : {} });
}

/** A page of the log, or an error that says why there is none. */
export async function list(api: Api, workspace: string, query: ListQuery = {}): Promise<EventPage> {
  const { data, error } = await api.GET("/v1/workspaces/{workspace_id}/events", {
    params: { path: { workspace_id: workspace }, query },
  });
  if (error) throw new Error(`${error.code}: ${error.detail}`);
  return data;
}

/** Follows `next_cursor` until a page says that no more follow; the pages, in order. */
export async function walk(api: Api, workspace: string, query: ListQuery): Promise<EventPage[]> {
  const pages: EventPage[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(api, workspace, cursor ? { ...query, cursor } : query);
    pages.push(page);
    cursor = page.page.next_cursor;
    if (!page.page.has_more) return pages;
  } while (cursor);
  throw new Error("a page says that more rows follow, and does not say where");
}
