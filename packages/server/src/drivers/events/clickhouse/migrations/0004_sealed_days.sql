-- Closed days, worked out once. Of each day the rows of one version count, the one that its latest seal names;
-- rows of older ones are left over and removed now and then.

-- Events with the facts of their visits: what filtered reports read.
CREATE TABLE IF NOT EXISTS millrace.sealed_events
(
    site_id          UInt32                 CODEC(ZSTD(1)),
    day              Date32                 CODEC(Delta, ZSTD(1)),
    visitor_id       UInt64                 CODEC(ZSTD(1)),
    timestamp        DateTime64(3, 'UTC')   CODEC(Delta, ZSTD(1)),
    is_act           UInt8                  CODEC(ZSTD(1)),
    is_view          UInt8                  CODEC(ZSTD(1)),
    has_visit        UInt8                  CODEC(ZSTD(1)),
    visit_visitor_id UInt64                 CODEC(ZSTD(1)),
    visit_start      DateTime64(3, 'UTC')   CODEC(Delta, ZSTD(1)),
    is_first         UInt8                  CODEC(ZSTD(1)),
    is_exit          UInt8                  CODEC(ZSTD(1)),
    name             LowCardinality(String),
    count            UInt32                 CODEC(ZSTD(1)),
    hostname         LowCardinality(String),
    path             String                 CODEC(ZSTD(1)),
    props            Map(String, String)    CODEC(ZSTD(1)),
    revenue          Decimal(18, 4)         CODEC(ZSTD(1)),
    currency         LowCardinality(String),
    engaged_ms       UInt32                 CODEC(ZSTD(1)),
    scroll_depth     UInt8                  CODEC(ZSTD(1)),
    entry_page       String                 CODEC(ZSTD(1)),
    exit_page        String                 CODEC(ZSTD(1)),
    visit_seconds    UInt64                 CODEC(ZSTD(1)),
    visit_views      UInt64                 CODEC(ZSTD(1)),
    is_bounce        UInt8                  CODEC(ZSTD(1)),
    source           LowCardinality(String),
    referrer         String                 CODEC(ZSTD(1)),
    channel          LowCardinality(String),
    utm_source       String                 CODEC(ZSTD(1)),
    utm_medium       String                 CODEC(ZSTD(1)),
    utm_campaign     String                 CODEC(ZSTD(1)),
    utm_content      String                 CODEC(ZSTD(1)),
    utm_term         String                 CODEC(ZSTD(1)),
    country          LowCardinality(String),
    region           String                 CODEC(ZSTD(1)),
    city             String                 CODEC(ZSTD(1)),
    language         LowCardinality(String),
    screen           LowCardinality(String),
    device           LowCardinality(String),
    browser          LowCardinality(String),
    browser_version  LowCardinality(String),
    os               LowCardinality(String),
    os_version       LowCardinality(String),
    version          UInt64                 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYear(day)
ORDER BY (site_id, day, version, visitor_id, timestamp)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- The same of days that are not sealed yet, made when they are asked about. Every version is a partition, dropped when
-- its day has new events; nothing is lost with it.
CREATE TABLE IF NOT EXISTS millrace.open_events AS millrace.sealed_events
ENGINE = MergeTree
PARTITION BY version
ORDER BY (site_id, day, visitor_id, timestamp);

-- What is counted of a day, by set and values (query/sealed-sets.ts): numbers that add up over days.
CREATE TABLE IF NOT EXISTS millrace.sealed_figures
(
    site_id      UInt32 CODEC(ZSTD(1)),
    set_id       UInt8  CODEC(ZSTD(1)),
    day          Date32 CODEC(Delta, ZSTD(1)),
    value0       String CODEC(ZSTD(1)),
    value1       String CODEC(ZSTD(1)),
    value2       String CODEC(ZSTD(1)),
    visitors     UInt64 CODEC(T64, ZSTD(1)),
    pageviews    UInt64 CODEC(T64, ZSTD(1)),
    events       UInt64 CODEC(T64, ZSTD(1)),
    engaged_ms   UInt64 CODEC(T64, ZSTD(1)),
    act_rows     UInt64 CODEC(T64, ZSTD(1)),
    attention_rows UInt64 CODEC(T64, ZSTD(1)),
    exits        UInt64 CODEC(T64, ZSTD(1)),
    page_pairs   UInt64 CODEC(T64, ZSTD(1)),
    scroll_pairs UInt64 CODEC(T64, ZSTD(1)),
    scroll_sum   UInt64 CODEC(T64, ZSTD(1)),
    visits       UInt64 CODEC(T64, ZSTD(1)),
    entries      UInt64 CODEC(T64, ZSTD(1)),
    bounces      UInt64 CODEC(T64, ZSTD(1)),
    seconds      UInt64 CODEC(T64, ZSTD(1)),
    views        UInt64 CODEC(T64, ZSTD(1)),
    version      UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYear(day)
ORDER BY (site_id, set_id, day, version, value0, value1, value2)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- Which version of a day counts, and how many late arrivals it knew of.
CREATE TABLE IF NOT EXISTS millrace.seals
(
    site_id UInt32,
    day     Date32,
    version UInt64,
    marks   UInt64,
    rule    String
)
ENGINE = MergeTree
ORDER BY (site_id, day, version)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;

-- Events that came late, one row for each batch, site and UTC date: a seal that does not know of them no longer counts.
CREATE TABLE IF NOT EXISTS millrace.late_days
(
    site_id UInt32,
    date    Date32
)
ENGINE = MergeTree
ORDER BY (site_id, date)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1;
