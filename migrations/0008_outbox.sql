-- What goes out to patrons who are not on the page, how they want to be reached, and
-- the mail account of a library. Ids are UUID text, times are milliseconds since 1970
-- UTC.

-- How the patron of a thread wants to be reached; empty while they have not said.
ALTER TABLE thread ADD COLUMN reach TEXT NOT NULL DEFAULT '' CHECK (reach IN ('', 'none', 'mail'));
ALTER TABLE thread ADD COLUMN reach_address TEXT NOT NULL DEFAULT '';

-- All outgoing things, of every channel and kind. The words of a letter are made when
-- it goes out: what they say of the thread must be so then.
CREATE TABLE outbox (
    id          TEXT    NOT NULL PRIMARY KEY,
    library_id  TEXT    NOT NULL REFERENCES library (id),
    channel     TEXT    NOT NULL CHECK (channel IN ('mail', 'push')),
    kind        TEXT    NOT NULL,
    -- What makes it the same thing: nothing goes out twice.
    once        TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    desk_id     TEXT    REFERENCES desk (id),
    thread_id   TEXT    REFERENCES thread (id),
    patron_id   TEXT    REFERENCES patron (id),
    contact_id  TEXT    REFERENCES contact (id),
    language    TEXT    NOT NULL DEFAULT 'it' CHECK (language IN ('it', 'en')),
    -- JSON: what the channel and the kind need besides.
    payload     TEXT    NOT NULL DEFAULT '{}',
    -- The name of the thing at the far side, fixed before the first attempt.
    message_id  TEXT    NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'uncertain', 'failed', 'read')),
    -- What was in the way last, and what the far side said; empty for nothing.
    cause       TEXT    NOT NULL DEFAULT '',
    said        TEXT    NOT NULL DEFAULT '',
    attempts    INTEGER NOT NULL DEFAULT 0,
    due_at      INTEGER NOT NULL,
    gives_up_at INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    -- When it came to stand as it stands.
    changed_at  INTEGER NOT NULL,
    CONSTRAINT outbox_once UNIQUE (library_id, channel, once)
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'queued';
CREATE INDEX outbox_sending ON outbox (state) WHERE state = 'sending';
CREATE INDEX outbox_of_library ON outbox (library_id, state, changed_at);
CREATE INDEX outbox_of_thread ON outbox (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX outbox_of_patron ON outbox (patron_id) WHERE patron_id IS NOT NULL;
CREATE INDEX outbox_of_contact ON outbox (contact_id) WHERE contact_id IS NOT NULL;

-- A channel of a library that somebody has stopped.
CREATE TABLE outbox_pause (
    library_id   TEXT    NOT NULL REFERENCES library (id),
    channel      TEXT    NOT NULL CHECK (channel IN ('mail', 'push')),
    librarian_id TEXT    REFERENCES librarian (id) ON DELETE SET NULL,
    at           INTEGER NOT NULL,
    CONSTRAINT outbox_pause_once PRIMARY KEY (library_id, channel)
) STRICT;

-- The mail account of a library. The password is not here: it stands in a file of the
-- data directory that nobody else can read.
CREATE TABLE mail_account (
    library_id     TEXT    NOT NULL PRIMARY KEY REFERENCES library (id),
    server         TEXT    NOT NULL CHECK (server <> ''),
    port           INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    security       TEXT    NOT NULL CHECK (security IN ('startTls', 'tls', 'plain')),
    user           TEXT    NOT NULL DEFAULT '',
    sender         TEXT    NOT NULL CHECK (sender <> ''),
    sender_name    TEXT    NOT NULL DEFAULT '',
    bounces        TEXT    NOT NULL DEFAULT '',
    -- PEM: whose certificates are trusted besides the usual ones; may be empty.
    authority      TEXT    NOT NULL DEFAULT '',
    changed_at     INTEGER NOT NULL
) STRICT;

-- Secrets of private links that went out by mail: each letter has one of its own,
-- made when it goes out and kept nowhere else. They end by themselves, and all of them
-- when the patron makes a new link.
CREATE TABLE mailed_link (
    secret_hash TEXT    NOT NULL PRIMARY KEY,
    patron_id   TEXT    NOT NULL REFERENCES patron (id),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX mailed_link_of_patron ON mailed_link (patron_id);
