import { SHARE_CARD_NAMES } from "@millrace/protocol";
import { z } from "zod";
import { integer, password, text } from "./fields.ts";

const card = z.enum(SHARE_CARD_NAMES);
const share = {
  name: text(100),
  password: password.nullable().optional().describe("At least 8 characters; null: none"),
  expires_at: z.iso.datetime({ offset: true }).nullable().optional().describe("ISO 8601; null: never"),
  cards: z.array(card).max(SHARE_CARD_NAMES.length).nullable().optional().describe("Null: all"),
  embed_origins: z
    .array(z.string().max(300))
    .max(50)
    .optional()
    .describe("Origins of pages that may show it in a frame, as https://example.com"),
};

/** Bodies about share links. Keys that are not named are refused. */
export const SHARE_BODIES = {
  NewShare: z.strictObject(share),
  ShareChanges: z.strictObject(share).partial(),
  ShareUnlock: z.strictObject({ password }),
};

const shown = z.object({
  id: integer,
  name: z.string(),
  slug: z.string(),
  url: z.string(),
  has_password: z.boolean(),
  expires_at: z.string().nullable(),
  cards: z.array(card).nullable(),
  embed_origins: z.array(z.string()),
  created_at: z.string(),
});

export const SHARE_REPLIES = {
  Share: shown,
  ShareList: z.object({ shares: z.array(shown) }),
  SharedView: z.object({
    site: z.string(),
    timezone: z.string(),
    cards: z.array(card),
    has_filters: z.boolean(),
  }),
  ShareUnlocked: z.object({ pass: z.string(), expires_at: z.string() }),
};
