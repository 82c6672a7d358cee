-- Closed days, worked out once. Of each day the rows of one version count, the one that its seal names.

-- Events with the facts of their visits: what filtered reports read.
CREATE TABLE sealed_events
(
    timestamp        timestamptz      NOT NULL,
    visit_start      timestamptz      NOT NULL,
    visitor_id       bigint           NOT NULL,
    visit_visitor_id bigint           NOT NULL,
    version          bigint           NOT NULL,
    visit_seconds    bigint           NOT NULL,
    visit_views      bigint           NOT NULL,
    site_id          integer          NOT NULL,
    day              date             NOT NULL,
    count            integer          NOT NULL,
    engaged_ms       integer          NOT NULL,
    scroll_depth     smallint         NOT NULL,
    is_act           boolean          NOT NULL,
    is_view          boolean          NOT NULL,
    has_visit        boolean          NOT NULL,
    is_first         boolean          NOT NULL,
    is_exit          boolean          NOT NULL,
    is_bounce        boolean          NOT NULL,
    path             text COLLATE "C" NOT NULL,
    source           text COLLATE "C" NOT NULL,
    country          text COLLATE "C" NOT NULL,
    entry_page       text COLLATE "C" NOT NULL,
    exit_page        text COLLATE "C" NOT NULL,
    browser          text COLLATE "C" NOT NULL,
    os               text COLLATE "C" NOT NULL,
    device           text COLLATE "C" NOT NULL,
    channel          text COLLATE "C" NOT NULL,
    name             text COLLATE "C" NOT NULL,
    hostname         text COLLATE "C" NOT NULL,
    referrer         text COLLATE "C" NOT NULL,
    utm_source       text COLLATE "C" NOT NULL,
    utm_medium       text COLLATE "C" NOT NULL,
    utm_campaign     text COLLATE "C" NOT NULL,
    utm_content      text COLLATE "C" NOT NULL,
    utm_term         text COLLATE "C" NOT NULL,
    region           text COLLATE "C" NOT NULL,
    city             text COLLATE "C" NOT NULL,
    language         text COLLATE "C" NOT NULL,
    screen           text COLLATE "C" NOT NULL,
    browser_version  text COLLATE "C" NOT NULL,
    os_version       text COLLATE "C" NOT NULL,
    props            jsonb            NOT NULL,
    revenue          numeric(18, 4)   NOT NULL,
    currency         text COLLATE "C" NOT NULL
)
WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX sealed_events_by_day ON sealed_events (site_id, day);

-- The same of days that are not sealed yet, made when they are asked about. A crash empties it, which loses nothing.
CREATE UNLOGGED TABLE open_events (LIKE sealed_events);
CREATE INDEX open_events_by_version ON open_events (version);

-- What is counted of a day, by set and values: numbers that add up over days.
CREATE TABLE sealed_figures
(
    visitors     bigint           NOT NULL,
    pageviews    bigint           NOT NULL,
    events       bigint           NOT NULL,
    engaged_ms   bigint           NOT NULL,
    act_rows     bigint           NOT NULL,
    attention_rows bigint           NOT NULL,
    exits        bigint           NOT NULL,
    page_pairs   bigint           NOT NULL,
    scroll_pairs bigint           NOT NULL,
    scroll_sum   bigint           NOT NULL,
    visits       bigint           NOT NULL,
    entries      bigint           NOT NULL,
    bounces      bigint           NOT NULL,
    seconds      bigint           NOT NULL,
    views        bigint           NOT NULL,
    version      bigint           NOT NULL,
    site_id      integer          NOT NULL,
    day          date             NOT NULL,
    set_id       smallint         NOT NULL,
    value0       text COLLATE "C" NOT NULL,
    value1       text COLLATE "C" NOT NULL,
    value2       text COLLATE "C" NOT NULL
);
CREATE INDEX sealed_figures_by_day ON sealed_figures (site_id, set_id, day);

-- Which version of a day counts, and how many late arrivals it knew of.
CREATE TABLE seals
(
    site_id integer NOT NULL,
    day     date    NOT NULL,
    version bigint  NOT NULL,
    marks   bigint  NOT NULL,
    rule    text    NOT NULL,
    PRIMARY KEY (site_id, day)
);

-- Events that came late, by site and UTC date: a seal that does not know of them no longer counts.
CREATE TABLE late_days
(
    site_id integer NOT NULL,
    date    date    NOT NULL,
    marks   bigint  NOT NULL,
    PRIMARY KEY (site_id, date)
);
