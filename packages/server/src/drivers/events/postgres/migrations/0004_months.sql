-- Sums of months, kept among the figures by sets that begin at 128: which version of a month counts, and of which
-- versions of its days.
CREATE TABLE sealed_months
(
    site_id integer NOT NULL,
    day     date    NOT NULL,
    version bigint  NOT NULL,
    basis   text    NOT NULL,
    PRIMARY KEY (site_id, day)
);
