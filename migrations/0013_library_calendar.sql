-- The calendar on a server in which a library's appointments are kept. Ids are UUID text,
-- times are milliseconds since 1970 UTC.

-- Its password is not here: it stands in a file of the data directory that nobody else
-- can read.
CREATE TABLE calendar_account (
    library_id      TEXT    NOT NULL PRIMARY KEY REFERENCES library (id),
    address         TEXT    NOT NULL CHECK (address <> ''),
    user            TEXT    NOT NULL DEFAULT '',
    -- Where the calendar is, and what it is called there.
    collection      TEXT    NOT NULL CHECK (collection <> ''),
    collection_name TEXT    NOT NULL DEFAULT '',
    -- PEM: who alone is believed about the server; may be empty.
    authority       TEXT    NOT NULL DEFAULT '',
    -- Events name the patrons.
    names           INTEGER NOT NULL DEFAULT 0 CHECK (names IN (0, 1)),
    language        TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    changed_at      INTEGER NOT NULL
) STRICT;

-- In which state an appointment was left in that calendar.
CREATE TABLE calendar_copy (
    appointment_id TEXT    NOT NULL PRIMARY KEY REFERENCES appointment (id) ON DELETE CASCADE,
    -- Empty where the server does not say.
    etag           TEXT    NOT NULL DEFAULT '',
    -- Somebody has looked at what was changed there, and it is written over all the same.
    overwrite      INTEGER NOT NULL DEFAULT 0 CHECK (overwrite IN (0, 1))
) STRICT;

-- A calendar is a third channel of the outbox. SQLite can't widen a check: the tables
-- are made anew.
CREATE TABLE outbox_new (
    id          TEXT    NOT NULL PRIMARY KEY,
    library_id  TEXT    NOT NULL REFERENCES library (id),
    channel     TEXT    NOT NULL CHECK (channel IN ('mail', 'push', 'calendar')),
    kind        TEXT    NOT NULL,
    once        TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    desk_id     TEXT    REFERENCES desk (id),
    thread_id   TEXT    REFERENCES thread (id),
    patron_id   TEXT    REFERENCES patron (id),
    contact_id  TEXT    REFERENCES contact (id),
    language    TEXT    NOT NULL DEFAULT 'it' CHECK (language IN ('it', 'en')),
    payload     TEXT    NOT NULL DEFAULT '{}',
    message_id  TEXT    NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'uncertain', 'failed', 'read')),
    cause       TEXT    NOT NULL DEFAULT '',
    said        TEXT    NOT NULL DEFAULT '',
    attempts    INTEGER NOT NULL DEFAULT 0,
    due_at      INTEGER NOT NULL,
    gives_up_at INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    is_left     INTEGER NOT NULL DEFAULT 0 CHECK (is_left IN (0, 1)),
    CONSTRAINT outbox_once UNIQUE (library_id, channel, once)
) STRICT;
INSERT INTO outbox_new (id, library_id, channel, kind, once, address, desk_id, thread_id, patron_id,
        contact_id, language, payload, message_id, state, cause, said, attempts, due_at, gives_up_at,
        created_at, changed_at, is_left)
    SELECT id, library_id, channel, kind, once, address, desk_id, thread_id, patron_id,
        contact_id, language, payload, message_id, state, cause, said, attempts, due_at, gives_up_at,
        created_at, changed_at, is_left FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (state) WHERE state = 'sending';
CREATE INDEX outbox_of_library ON outbox (library_id, state, changed_at);
CREATE INDEX outbox_of_thread ON outbox (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX outbox_of_patron ON outbox (patron_id) WHERE patron_id IS NOT NULL;
CREATE INDEX outbox_of_contact ON outbox (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX outbox_next ON outbox (library_id, channel, due_at) WHERE state = 'queued';

CREATE TABLE outbox_pause_new (
    library_id   TEXT    NOT NULL REFERENCES library (id),
    channel      TEXT    NOT NULL CHECK (channel IN ('mail', 'push', 'calendar')),
    librarian_id TEXT    REFERENCES librarian (id) ON DELETE SET NULL,
    at           INTEGER NOT NULL,
    CONSTRAINT outbox_pause_once PRIMARY KEY (library_id, channel)
) STRICT;
INSERT INTO outbox_pause_new (library_id, channel, librarian_id, at)
    SELECT library_id, channel, librarian_id, at FROM outbox_pause;
DROP TABLE outbox_pause;
ALTER TABLE outbox_pause_new RENAME TO outbox_pause;

CREATE TABLE outbox_standstill_new (
    library_id TEXT    NOT NULL REFERENCES library (id),
    channel    TEXT    NOT NULL CHECK (channel IN ('mail', 'push', 'calendar')),
    cause      TEXT    NOT NULL CHECK (cause <> ''),
    said       TEXT    NOT NULL DEFAULT '',
    since      INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    again_at   INTEGER NOT NULL,
    CONSTRAINT outbox_standstill_once PRIMARY KEY (library_id, channel)
) STRICT;
INSERT INTO outbox_standstill_new (library_id, channel, cause, said, since, tries, again_at)
    SELECT library_id, channel, cause, said, since, tries, again_at FROM outbox_standstill;
DROP TABLE outbox_standstill;
ALTER TABLE outbox_standstill_new RENAME TO outbox_standstill;
