-- What visits are made of: who somebody was before midnight, how they came, what they looked at.
ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS previous_visitor_id UInt64 CODEC(ZSTD(1)) AFTER user_id;
ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS channel String CODEC(ZSTD(1));
ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS click_id String CODEC(ZSTD(1));
ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS engaged_ms UInt32 CODEC(ZSTD(1));
ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS scroll_depth UInt8 CODEC(ZSTD(1));
ALTER TABLE millrace.events ADD COLUMN IF NOT EXISTS interactive Bool DEFAULT true CODEC(ZSTD(1));
