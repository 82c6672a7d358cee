-- What visits are made of: who somebody was before midnight, how they came, what they looked at.
ALTER TABLE events
    ADD COLUMN previous_visitor_id bigint           NOT NULL DEFAULT 0,
    ADD COLUMN channel             text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN click_id            text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN engaged_ms          integer          NOT NULL DEFAULT 0,
    ADD COLUMN scroll_depth        smallint         NOT NULL DEFAULT 0,
    ADD COLUMN interactive         boolean          NOT NULL DEFAULT true;
