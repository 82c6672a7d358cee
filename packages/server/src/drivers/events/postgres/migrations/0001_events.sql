-- A short key of a text of any length: a B-tree entry may not be longer than a third of a page, and a path may.
CREATE FUNCTION text_key(text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substr(sha256(convert_to($1, 'UTF8')), 1, 16);

-- Texts sort by their bytes, as in ClickHouse. Wide columns first: no bytes are lost to alignment.
CREATE TABLE events
(
    timestamp       timestamptz      NOT NULL,
    received_at     timestamptz      NOT NULL,
    -- Unsigned 64-bit numbers with their bits read as signed ones: numeric(20) takes twice the room and time.
    visitor_id      bigint           NOT NULL,
    user_id         bigint           NOT NULL,
    id              uuid             NOT NULL,
    site_id         integer          NOT NULL,
    count           integer          NOT NULL,
    event_date      date             GENERATED ALWAYS AS ((timestamp AT TIME ZONE 'UTC')::date) STORED,
    clamped         boolean          NOT NULL,
    name            text COLLATE "C" NOT NULL,
    hostname        text COLLATE "C" NOT NULL,
    path            text COLLATE "C" NOT NULL,
    title           text COLLATE "C" NOT NULL,
    referrer        text COLLATE "C" NOT NULL,
    source          text COLLATE "C" NOT NULL,
    utm_source      text COLLATE "C" NOT NULL,
    utm_medium      text COLLATE "C" NOT NULL,
    utm_campaign    text COLLATE "C" NOT NULL,
    utm_content     text COLLATE "C" NOT NULL,
    utm_term        text COLLATE "C" NOT NULL,
    country         text COLLATE "C" NOT NULL,
    region          text COLLATE "C" NOT NULL,
    city            text COLLATE "C" NOT NULL,
    browser         text COLLATE "C" NOT NULL,
    browser_version text COLLATE "C" NOT NULL,
    os              text COLLATE "C" NOT NULL,
    os_version      text COLLATE "C" NOT NULL,
    device          text COLLATE "C" NOT NULL,
    screen          text COLLATE "C" NOT NULL,
    language        text COLLATE "C" NOT NULL,
    timezone        text COLLATE "C" NOT NULL,
    props           jsonb            NOT NULL,
    revenue         numeric(18, 4)   NOT NULL,
    currency        text COLLATE "C" NOT NULL
)
PARTITION BY RANGE (timestamp);

CREATE INDEX events_by_site ON events (site_id, timestamp);

-- A query over all time locks every partition: months that a real site can have, and one table for either end of time.
CREATE TABLE events_before_2010 PARTITION OF events
    FOR VALUES FROM (MINVALUE) TO ('2010-01-01T00:00:00Z');
CREATE TABLE events_from_2050 PARTITION OF events
    FOR VALUES FROM ('2050-01-01T00:00:00Z') TO (MAXVALUE);

-- Every batch that was written, by its token.
CREATE TABLE batches
(
    token      text        NOT NULL PRIMARY KEY,
    written_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX batches_by_age ON batches USING brin (written_at);

-- The last position of a queue's partition whose batch is written.
CREATE TABLE positions
(
    queue_id  text    NOT NULL,
    partition integer NOT NULL,
    position  bigint  NOT NULL,
    PRIMARY KEY (queue_id, partition)
);

-- Counted page views (no visitor) by page and UTC hour. Writers spread over shards; readers add them up.
CREATE TABLE page_views
(
    view_hour timestamptz      NOT NULL,
    views     bigint           NOT NULL,
    partition integer          NOT NULL,
    shard     integer          NOT NULL,
    page      text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX page_views_by_page ON page_views (text_key(page), view_hour, partition, shard);

-- Figures of a site's UTC day. Viewers are users with a page view.
CREATE TABLE daily_aggregates
(
    site_id        integer NOT NULL,
    event_date     date    NOT NULL,
    total_views    bigint  NOT NULL,
    total_events   bigint  NOT NULL,
    unique_users   bigint  NOT NULL,
    unique_viewers bigint  NOT NULL,
    PRIMARY KEY (site_id, event_date)
)
WITH (fillfactor = 50);

CREATE TABLE daily_path_views
(
    site_id    integer          NOT NULL,
    event_date date             NOT NULL,
    views      bigint           NOT NULL,
    events     bigint           NOT NULL,
    path       text COLLATE "C" NOT NULL
)
WITH (fillfactor = 70);
CREATE UNIQUE INDEX daily_path_views_by_path ON daily_path_views (site_id, event_date, text_key(path));

CREATE TABLE daily_unique_users
(
    user_id    bigint  NOT NULL,
    site_id    integer NOT NULL,
    event_date date    NOT NULL,
    viewed     boolean NOT NULL,
    PRIMARY KEY (site_id, event_date, user_id)
);
