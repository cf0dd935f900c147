-- What goes out by mail, further: a channel that stands still, what somebody has looked
-- at and left, where answers go, and a library's own wordings. Ids are UUID text, times
-- are milliseconds since 1970 UTC.

-- A channel of a library on which nothing goes out for now, because what is in the way
-- is in the way of everything: a wrong password, a server that is away.
CREATE TABLE outbox_standstill (
    library_id TEXT    NOT NULL REFERENCES library (id),
    channel    TEXT    NOT NULL CHECK (channel IN ('mail', 'push')),
    -- What is in the way, and what the far side said; empty for nothing.
    cause      TEXT    NOT NULL CHECK (cause <> ''),
    said       TEXT    NOT NULL DEFAULT '',
    since      INTEGER NOT NULL,
    -- How many attempts in a row have met it.
    tries      INTEGER NOT NULL,
    -- When one thing is tried again, to see.
    again_at   INTEGER NOT NULL,
    CONSTRAINT outbox_standstill_once PRIMARY KEY (library_id, channel)
) STRICT;

-- Somebody has looked at what is uncertain or failed, and leaves it as it is.
ALTER TABLE outbox ADD COLUMN is_left INTEGER NOT NULL DEFAULT 0 CHECK (is_left IN (0, 1));

-- What is next on a channel, however much waits there.
CREATE INDEX outbox_next ON outbox (library_id, channel, due_at) WHERE state = 'queued';

-- The mailbox that answers to letters come to; empty for the sender's own.
ALTER TABLE mail_account ADD COLUMN replies TEXT NOT NULL DEFAULT '';

-- The secret by which a library knows the addresses for answers that it made: 32 bytes.
CREATE TABLE reply_key (
    library_id TEXT    NOT NULL PRIMARY KEY REFERENCES library (id),
    secret     BLOB    NOT NULL CHECK (length(secret) = 32),
    created_at INTEGER NOT NULL
) STRICT;

-- What letters say in a library's own words, in place of the embedded ones.
CREATE TABLE letter_wording (
    library_id TEXT    NOT NULL REFERENCES library (id),
    kind       TEXT    NOT NULL,
    language   TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    subject    TEXT    NOT NULL CHECK (subject <> ''),
    body       TEXT    NOT NULL CHECK (body <> ''),
    changed_at INTEGER NOT NULL,
    CONSTRAINT letter_wording_once PRIMARY KEY (library_id, kind, language)
) STRICT;
