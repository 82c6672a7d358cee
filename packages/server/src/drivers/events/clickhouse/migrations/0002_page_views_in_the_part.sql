-- Counted page views by hour were a table of their own, filled by a view: an insert cut short between the two parts
-- left them apart for good. A projection is written, merged and erased with the part whose events it counts.
DROP VIEW IF EXISTS millrace.page_views_by_hour;

DROP TABLE IF EXISTS millrace.page_views;

ALTER TABLE millrace.events ADD PROJECTION IF NOT EXISTS page_views
(
    SELECT path, toStartOfHour(timestamp) AS view_hour, sum(count)
    WHERE visitor_id = 0
    GROUP BY path, view_hour
);

-- In the background; until then older parts are read by their rows.
ALTER TABLE millrace.events MATERIALIZE PROJECTION page_views;
