-- Browsers that are told by push when their patron is not on the page. Ids are UUID
-- text, times are milliseconds since 1970 UTC.

CREATE TABLE push_subscription (
    -- A hash of the endpoint: what it is called where the endpoint is nobody's business.
    device     TEXT    NOT NULL PRIMARY KEY,
    thread_id  TEXT    NOT NULL REFERENCES thread (id),
    patron_id  TEXT    NOT NULL REFERENCES patron (id),
    -- As the browser handed it over. Whoever has all of it can write to that browser.
    endpoint   TEXT    NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 1024),
    key        TEXT    NOT NULL,
    auth       TEXT    NOT NULL,
    -- The push service, as people may see it.
    host       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX push_subscription_of_thread ON push_subscription (thread_id);
CREATE INDEX push_subscription_of_patron ON push_subscription (patron_id);
