-- Sums of months, kept among the figures by sets that begin at 128: which version of a month counts, and of which
-- versions of its days.
CREATE TABLE IF NOT EXISTS millrace.sealed_months
(
    site_id UInt32,
    day     Date32,
    version UInt64,
    basis   String
)
ENGINE = MergeTree
ORDER BY (site_id, day, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- Filtered reports read these of every event.
ALTER TABLE millrace.sealed_events MODIFY COLUMN path LowCardinality(String) CODEC(Default);
ALTER TABLE millrace.sealed_events MODIFY COLUMN entry_page LowCardinality(String) CODEC(Default);
ALTER TABLE millrace.sealed_events MODIFY COLUMN exit_page LowCardinality(String) CODEC(Default);
ALTER TABLE millrace.sealed_events MODIFY COLUMN visit_seconds UInt64 CODEC(T64, LZ4);
ALTER TABLE millrace.sealed_events MODIFY COLUMN visit_views UInt64 CODEC(T64, LZ4);
ALTER TABLE millrace.open_events MODIFY COLUMN path LowCardinality(String) CODEC(Default);
ALTER TABLE millrace.open_events MODIFY COLUMN entry_page LowCardinality(String) CODEC(Default);
ALTER TABLE millrace.open_events MODIFY COLUMN exit_page LowCardinality(String) CODEC(Default);
ALTER TABLE millrace.open_events MODIFY COLUMN visit_seconds UInt64 CODEC(T64, LZ4);
ALTER TABLE millrace.open_events MODIFY COLUMN visit_views UInt64 CODEC(T64, LZ4);
ALTER TABLE millrace.sealed_figures MODIFY COLUMN value0 LowCardinality(String) CODEC(Default);
