-- Loans and what is said about them. Ids are UUID text, times are milliseconds since
-- 1970 UTC.

-- When notices of a desk go out, where that is not as usual.
CREATE TABLE notice_policy (
    desk_id    TEXT    NOT NULL PRIMARY KEY REFERENCES desk (id) ON DELETE CASCADE,
    -- JSON.
    what       TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
