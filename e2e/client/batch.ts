// The events that the scenario appends, and counts.

import type { NewEvent } from "./api.js";

const MINUTE_MS = 60_000;
/** Its events go back from here, so that time and sequence run against each other. */
const START_MS = Date.UTC(2026, 2, 1, 12);

/** 250 events: posts on three platforms, every fifth one failed, ten events to a story. */
export function batch(): NewEvent[] {
  return Array.from({ length: 250 }, (_, index): NewEvent => ({
    type: index % 5 === 4 ? "post.failed" : "post.published",
    platform: index % 3 === 0 ? "instagram" : index % 3 === 1 ? "tiktok" : "x",
    description: `Ada Byron posted “Draft ${index}” 100%_sure`,
    occurred_at: new Date(START_MS - index * MINUTE_MS).toISOString(),
    correlation_id: `story_${index % 25}`,
    actor: { kind: "member", id: `person_${index % 2}`, name: index % 2 ? "Byron" : "Ada" },
    targets: [{ type: "post", id: `post_${index}`, name: `Draft ${index}`, url: `https://social.example/p/${index}` }],
    changes: [{ field: "state", before: "scheduled", after: { nested: [index] } }],
    metadata: { index, tags: ["a", null, true] },
    idempotency_key: `draft-${index}`,
    ...(index % 5 === 4 ? { error: { code: "token_expired", reason: "The session has expired." } } : {}),
  }));
}
