-- Calendars outside of the desk. Ids are UUID text, times are milliseconds since 1970 UTC.

-- Addresses that calendar programs subscribe to: whoever has one can read it. The secret
-- in it is kept nowhere.
CREATE TABLE calendar_feed (
    id           TEXT    NOT NULL PRIMARY KEY,
    library_id   TEXT    NOT NULL REFERENCES library (id),
    token_hash   TEXT    NOT NULL UNIQUE,
    -- Whose appointments: a desk's, or a librarian's.
    desk_id      TEXT    REFERENCES desk (id) ON DELETE CASCADE,
    librarian_id TEXT    REFERENCES librarian (id) ON DELETE CASCADE,
    -- It names the patrons.
    names        INTEGER NOT NULL DEFAULT 0 CHECK (names IN (0, 1)),
    language     TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    made_by      TEXT    REFERENCES librarian (id) ON DELETE SET NULL,
    made_at      INTEGER NOT NULL,
    -- It can't be read since then; for a moment that can be taken back.
    revoked_at   INTEGER,
    CONSTRAINT feed_of_one CHECK ((desk_id IS NULL) <> (librarian_id IS NULL))
) STRICT;

CREATE INDEX calendar_feed_of_library ON calendar_feed (library_id);
CREATE INDEX calendar_feed_of_desk ON calendar_feed (desk_id) WHERE desk_id IS NOT NULL;
CREATE INDEX calendar_feed_of_librarian ON calendar_feed (librarian_id) WHERE librarian_id IS NOT NULL;
CREATE INDEX calendar_feed_made_by ON calendar_feed (made_by) WHERE made_by IS NOT NULL;
