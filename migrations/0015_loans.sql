-- Loans, who has them, and what was said about them. Ids are UUID text, times are
-- milliseconds since 1970 UTC, days are text as 2026-12-01.

-- From where loans are read. Its password is not here: it stands in a file of the data
-- directory that nobody else can read.
CREATE TABLE loan_source (
    id          TEXT    NOT NULL PRIMARY KEY,
    library_id  TEXT    NOT NULL REFERENCES library (id),
    desk_id     TEXT    NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
    name        TEXT    NOT NULL CHECK (name <> ''),
    kind        TEXT    NOT NULL CHECK (kind IN ('file', 'koha', 'hand')),
    -- JSON: the rest of how it is set.
    what        TEXT    NOT NULL,
    -- JSON: which column is what; empty until a file was taken.
    columns     TEXT    NOT NULL DEFAULT '',
    -- The digest of the file that was taken last; empty for none.
    fingerprint TEXT    NOT NULL DEFAULT '',
    -- When it was last read whole, and what was in the way since.
    read_at     INTEGER,
    cause       TEXT    NOT NULL DEFAULT '',
    said        TEXT    NOT NULL DEFAULT '',
    trouble_at  INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX loan_source_of_library ON loan_source (library_id);

CREATE TABLE borrower (
    id         TEXT    NOT NULL PRIMARY KEY,
    source_id  TEXT    NOT NULL REFERENCES loan_source (id) ON DELETE CASCADE,
    -- What the source calls them.
    key        TEXT    NOT NULL CHECK (key <> ''),
    card       TEXT    NOT NULL DEFAULT '',
    name       TEXT    NOT NULL DEFAULT '',
    -- Name and card as they are looked for: lower case, without accents.
    folded     TEXT    NOT NULL DEFAULT '',
    mail       TEXT    NOT NULL DEFAULT '',
    phone      TEXT    NOT NULL DEFAULT '',
    language   TEXT    NOT NULL DEFAULT '' CHECK (language IN ('', 'it', 'en')),
    -- The thread in which their loans are told, and how it came to be theirs.
    thread_id  TEXT    REFERENCES thread (id) ON DELETE SET NULL,
    linked_at  INTEGER NOT NULL DEFAULT 0,
    linked_by  TEXT    NOT NULL DEFAULT '' CHECK (linked_by IN ('', 'code', 'link', 'librarian')),
    notices    INTEGER NOT NULL DEFAULT 1 CHECK (notices IN (0, 1)),
    CONSTRAINT borrower_once UNIQUE (source_id, key)
) STRICT;

CREATE INDEX borrower_of_thread ON borrower (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX borrower_by_card ON borrower (source_id, card) WHERE card <> '';

CREATE TABLE loan (
    id            TEXT    NOT NULL PRIMARY KEY,
    source_id     TEXT    NOT NULL REFERENCES loan_source (id) ON DELETE CASCADE,
    borrower_id   TEXT    NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
    -- What the source calls it.
    key           TEXT    NOT NULL CHECK (key <> ''),
    -- What it is of; forgotten when it is returned.
    item          TEXT    NOT NULL DEFAULT '',
    title         TEXT    NOT NULL DEFAULT '',
    author        TEXT    NOT NULL DEFAULT '',
    due           TEXT    NOT NULL CHECK (length(due) = 10),
    lent          TEXT    NOT NULL DEFAULT '',
    renewals      INTEGER,
    is_awaited    INTEGER NOT NULL DEFAULT 0 CHECK (is_awaited IN (0, 1)),
    renews_itself INTEGER NOT NULL DEFAULT 0 CHECK (renews_itself IN (0, 1)),
    -- Since when the source has named it with this due date.
    due_since     INTEGER NOT NULL,
    -- The patron says that it was returned: it is silent until the source is read again.
    silent_since  INTEGER,
    closed_at     INTEGER,
    CONSTRAINT loan_once UNIQUE (source_id, key)
) STRICT;

CREATE INDEX loan_that_is_out ON loan (source_id, due) WHERE closed_at IS NULL;
CREATE INDEX loan_of_borrower ON loan (borrower_id) WHERE closed_at IS NULL;
CREATE INDEX loan_closed ON loan (closed_at) WHERE closed_at IS NOT NULL;

-- One notice for each loan, due date and kind, ever.
CREATE TABLE notice (
    id          TEXT    NOT NULL PRIMARY KEY,
    library_id  TEXT    NOT NULL REFERENCES library (id),
    loan_id     TEXT    NOT NULL REFERENCES loan (id) ON DELETE CASCADE,
    due         TEXT    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('predue', 'due', 'overdue1', 'overdue2', 'overdue3')),
    -- Where it was written; empty for who has no thread.
    thread_id   TEXT    REFERENCES thread (id) ON DELETE SET NULL,
    message_id  TEXT    NOT NULL DEFAULT '',
    written_at  INTEGER NOT NULL,
    -- The letter that tells of it, once one does; several notices may stand in one.
    letter_id   TEXT    NOT NULL DEFAULT '',
    -- Nobody could be reached: since when it is to be printed, and when it was.
    to_print_at INTEGER,
    printed_at  INTEGER,
    -- Why it was sent again; empty if it was not.
    again       TEXT    NOT NULL DEFAULT '',
    CONSTRAINT notice_once UNIQUE (loan_id, due, kind)
) STRICT;

CREATE INDEX notice_of_library ON notice (library_id, written_at);
CREATE INDEX notice_of_message ON notice (message_id) WHERE message_id <> '';
CREATE INDEX notice_of_letter ON notice (letter_id) WHERE letter_id <> '';
CREATE INDEX notice_unread ON notice (library_id, written_at)
    WHERE letter_id = '' AND to_print_at IS NULL;
CREATE INDEX notice_to_print ON notice (library_id) WHERE to_print_at IS NOT NULL AND printed_at IS NULL;

-- What patrons ask about loans, until somebody has seen to it.
CREATE TABLE loan_request (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    loan_id    TEXT    NOT NULL REFERENCES loan (id) ON DELETE CASCADE,
    thread_id  TEXT    NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL CHECK (kind IN ('renew', 'returned')),
    asked_at   INTEGER NOT NULL,
    CONSTRAINT loan_request_once UNIQUE (loan_id, kind)
) STRICT;

CREATE INDEX loan_request_of_library ON loan_request (library_id, asked_at);

-- A code that was sent to the address of a card, and whoever typed that card awaits. A
-- card that nobody knows has one, too: whether it is known is not told.
CREATE TABLE card_code (
    thread_id   TEXT    NOT NULL PRIMARY KEY REFERENCES thread (id) ON DELETE CASCADE,
    -- As it was typed.
    card        TEXT    NOT NULL,
    borrower_id TEXT    REFERENCES borrower (id) ON DELETE CASCADE,
    code_hash   TEXT    NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    sent_at     INTEGER NOT NULL
) STRICT;

-- A link that was handed out to a borrower in person: who opens it first is them.
CREATE TABLE card_link (
    secret_hash TEXT    NOT NULL PRIMARY KEY,
    borrower_id TEXT    NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
    made_by     TEXT    REFERENCES librarian (id) ON DELETE SET NULL,
    expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX card_link_of_borrower ON card_link (borrower_id);

-- How runs went, and whether notices are stopped.
CREATE TABLE notice_run (
    library_id TEXT    NOT NULL PRIMARY KEY REFERENCES library (id),
    began_at   INTEGER NOT NULL,
    ended_at   INTEGER,
    looked     INTEGER NOT NULL DEFAULT 0,
    out        INTEGER NOT NULL DEFAULT 0,
    sent       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE notice_pause (
    library_id   TEXT    NOT NULL PRIMARY KEY REFERENCES library (id),
    librarian_id TEXT    REFERENCES librarian (id) ON DELETE SET NULL,
    at           INTEGER NOT NULL
) STRICT;

-- What the desk writes by itself may be about loans. SQLite can't widen a check: the
-- table is made anew.
CREATE TABLE message_new (
    sequence       INTEGER NOT NULL PRIMARY KEY,
    thread_id      TEXT    NOT NULL REFERENCES thread (id),
    id             TEXT    NOT NULL,
    contact_id     TEXT    REFERENCES contact (id),
    -- Who said it: a librarian, the desk itself, or else the patron of the thread.
    librarian_id   TEXT    REFERENCES librarian (id),
    happened       TEXT    CHECK (happened IN ('turnMissed', 'closedWhileWaiting', 'callUnanswered',
        'appointmentBooked', 'appointmentToConfirm', 'appointmentMoved', 'appointmentCancelled',
        'appointmentTomorrow', 'appointmentSoon', 'appointmentUnconfirmed', 'appointmentMissed',
        'loanNotice', 'loanRenewed', 'loanNotRenewed', 'loanRenewalAsked', 'loanReturnSaid',
        'loanToTalkAbout', 'cardLinked', 'noticesStopped')),
    text           TEXT    NOT NULL DEFAULT '' CHECK (length(text) <= 4000),
    file_id        TEXT,
    -- The appointment that the desk writes about, and when it was to begin.
    appointment_id TEXT    REFERENCES appointment (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    appointment_at INTEGER,
    -- JSON: the loans that the desk writes about; empty for none, and once they are
    -- forgotten.
    loans          TEXT    NOT NULL DEFAULT '',
    at             INTEGER NOT NULL,
    CONSTRAINT message_once UNIQUE (thread_id, id),
    CONSTRAINT message_says_something CHECK (text <> '' OR file_id IS NOT NULL OR happened IS NOT NULL)
) STRICT;
INSERT INTO message_new (sequence, thread_id, id, contact_id, librarian_id, happened, text, file_id,
        appointment_id, appointment_at, at)
    SELECT sequence, thread_id, id, contact_id, librarian_id, happened, text, file_id,
        appointment_id, appointment_at, at FROM message;
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;

CREATE INDEX message_of_contact ON message (contact_id);
CREATE INDEX message_in_thread ON message (thread_id, at);
CREATE INDEX message_of_file ON message (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX message_of_appointment ON message (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX message_of_loans ON message (at) WHERE loans <> '';
