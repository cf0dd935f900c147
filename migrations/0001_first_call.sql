-- The desk, its people, and what they say to each other.
-- Ids are UUID text, times are milliseconds since 1970 UTC.

CREATE TABLE library (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE desk (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    handle     TEXT    NOT NULL CONSTRAINT desk_handle UNIQUE,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE librarian (
    id              TEXT    NOT NULL PRIMARY KEY,
    library_id      TEXT    NOT NULL REFERENCES library (id),
    user            TEXT    NOT NULL CONSTRAINT librarian_user UNIQUE,
    name            TEXT    NOT NULL,
    password_hash   TEXT    NOT NULL,
    chosen_presence TEXT    NOT NULL DEFAULT 'available' CHECK (chosen_presence IN ('available', 'away')),
    created_at      INTEGER NOT NULL
) STRICT;

-- Sessions of librarians; the token itself is never kept.
CREATE TABLE session (
    token_hash   TEXT    NOT NULL PRIMARY KEY,
    librarian_id TEXT    NOT NULL REFERENCES librarian (id),
    created_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX session_of_librarian ON session (librarian_id);

-- A patron is whoever holds the capability; the capability itself is never kept.
CREATE TABLE patron (
    id              TEXT    NOT NULL PRIMARY KEY,
    desk_id         TEXT    NOT NULL REFERENCES desk (id),
    capability_hash TEXT    NOT NULL CONSTRAINT patron_capability UNIQUE,
    created_at      INTEGER NOT NULL
) STRICT;

-- The lasting chat between one patron and one desk.
CREATE TABLE thread (
    id         TEXT    NOT NULL PRIMARY KEY,
    desk_id    TEXT    NOT NULL REFERENCES desk (id),
    patron_id  TEXT    NOT NULL REFERENCES patron (id),
    created_at INTEGER NOT NULL,
    CONSTRAINT thread_of_patron UNIQUE (desk_id, patron_id)
) STRICT;

-- A contact that rings is stored as waiting: an offer does not outlive the server.
CREATE TABLE contact (
    id            TEXT    NOT NULL PRIMARY KEY,
    library_id    TEXT    NOT NULL REFERENCES library (id),
    desk_id       TEXT    NOT NULL REFERENCES desk (id),
    patron_id     TEXT    NOT NULL REFERENCES patron (id),
    thread_id     TEXT    NOT NULL REFERENCES thread (id),
    mode          TEXT    NOT NULL CHECK (mode IN ('video', 'voice', 'chat')),
    name          TEXT    NOT NULL DEFAULT '',
    language      TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    arrived_at    INTEGER NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'talking', 'ended')),
    librarian_id  TEXT    REFERENCES librarian (id),
    seat_id       TEXT,
    answered_with TEXT    CHECK (answered_with IN ('video', 'voice', 'chat')),
    answered_at   INTEGER,
    ended_at      INTEGER,
    ended_by      TEXT    CHECK (ended_by IN ('patron', 'librarian', 'absence')),
    outcome       TEXT    CHECK (outcome IN ('resolvedAtFirstLevel', 'abandoned')),
    CONSTRAINT talking_has_a_seat CHECK (state <> 'talking' OR (librarian_id IS NOT NULL AND seat_id IS NOT NULL AND answered_at IS NOT NULL)),
    CONSTRAINT ended_has_an_outcome CHECK (state <> 'ended' OR (ended_at IS NOT NULL AND ended_by IS NOT NULL AND outcome IS NOT NULL))
) STRICT;

CREATE INDEX contact_under_way ON contact (library_id) WHERE state <> 'ended';

-- A patron has one contact at a time.
CREATE UNIQUE INDEX contact_of_patron_under_way ON contact (patron_id) WHERE state <> 'ended';

CREATE TABLE message (
    sequence   INTEGER NOT NULL PRIMARY KEY,
    thread_id  TEXT    NOT NULL REFERENCES thread (id),
    id         TEXT    NOT NULL,
    contact_id TEXT    NOT NULL REFERENCES contact (id),
    -- Who said it: a librarian, or else the patron of the thread.
    librarian_id TEXT  REFERENCES librarian (id),
    text       TEXT    NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    at         INTEGER NOT NULL,
    CONSTRAINT message_once UNIQUE (thread_id, id)
) STRICT;
