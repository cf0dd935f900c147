-- Cases: requests that outlive their contact, the address book they are handed to, and
-- mail that comes back. Ids are UUID text, times are milliseconds since 1970 UTC, days are
-- ISO text where the library is.

-- How long the words of a closed case are kept, and for how many open days from now an
-- answer is usually promised.
ALTER TABLE library ADD COLUMN cases_kept_days INTEGER NOT NULL DEFAULT 365;
ALTER TABLE library ADD COLUMN usual_promise_days INTEGER NOT NULL DEFAULT 5;

CREATE TABLE office (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    name       TEXT    NOT NULL CHECK (name <> ''),
    mail       TEXT    NOT NULL CHECK (mail <> ''),
    phone      TEXT    NOT NULL DEFAULT '',
    hours      TEXT    NOT NULL DEFAULT '',
    note       TEXT    NOT NULL DEFAULT '',
    -- What it answers goes straight to the patron.
    straight   INTEGER NOT NULL DEFAULT 0 CHECK (straight IN (0, 1)),
    -- Letters to it do not arrive since then, and what was said of that.
    bad_since  INTEGER,
    bad_said   TEXT    NOT NULL DEFAULT '',
    -- Taken out of the book: cases that it has still name it.
    is_gone    INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX office_name ON office (library_id, name) WHERE is_gone = 0;

CREATE TABLE office_topic (
    office_id TEXT NOT NULL REFERENCES office (id) ON DELETE CASCADE,
    topic_id  TEXT NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
    CONSTRAINT office_topic_once PRIMARY KEY (office_id, topic_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE desk_case (
    -- Names it in the index of words.
    sequence       INTEGER NOT NULL PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    library_id     TEXT    NOT NULL REFERENCES library (id),
    desk_id        TEXT    NOT NULL REFERENCES desk (id),
    year           INTEGER NOT NULL,
    number         INTEGER NOT NULL CHECK (number > 0),
    subject        TEXT    NOT NULL,
    topic_id       TEXT    REFERENCES topic (id),
    level          TEXT    NOT NULL CHECK (level IN ('first', 'second')),
    owner_id       TEXT    REFERENCES librarian (id),
    office_id      TEXT    REFERENCES office (id),
    promised       TEXT    NOT NULL,
    first_promised TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('open', 'waitingForOffice', 'waitingForPatron', 'answered', 'closed', 'reopened')),
    snoozed_until  INTEGER,
    -- Gone once the conversation is.
    thread_id      TEXT    REFERENCES thread (id) ON DELETE SET NULL,
    asker_name     TEXT    NOT NULL DEFAULT '',
    asker_mail     TEXT    NOT NULL DEFAULT '',
    asker_phone    TEXT    NOT NULL DEFAULT '',
    opened_at      INTEGER NOT NULL,
    -- The first answer is what reports judge; the last is what is shown.
    first_answered_at INTEGER,
    answered_at    INTEGER,
    closed_at      INTEGER,
    news_at        INTEGER,
    changed_at     INTEGER NOT NULL,
    -- For which promised day its owner was reminded, and the patron told.
    reminded_for   TEXT,
    told_for       TEXT,
    -- Its words are gone; what is counted stays.
    is_emptied     INTEGER NOT NULL DEFAULT 0 CHECK (is_emptied IN (0, 1)),
    CONSTRAINT case_number UNIQUE (desk_id, year, number)
) STRICT;

CREATE INDEX case_on_shelf ON desk_case (library_id, state, promised);
CREATE INDEX case_of_thread ON desk_case (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX case_of_owner ON desk_case (library_id, owner_id, state);
CREATE INDEX case_by_change ON desk_case (library_id, changed_at);
CREATE INDEX case_opened ON desk_case (library_id, opened_at);
CREATE INDEX case_with_news ON desk_case (library_id, promised) WHERE news_at IS NOT NULL;
CREATE INDEX case_of_asker ON desk_case (library_id, asker_mail) WHERE asker_mail <> '';
CREATE INDEX case_of_office ON desk_case (office_id) WHERE office_id IS NOT NULL;

CREATE TABLE case_entry (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    case_id      TEXT    NOT NULL REFERENCES desk_case (id) ON DELETE CASCADE,
    kind         TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    librarian_id TEXT    REFERENCES librarian (id),
    -- Who wrote it, or to whom it was written.
    with_whom    TEXT    NOT NULL DEFAULT '',
    subject      TEXT    NOT NULL DEFAULT '',
    text         TEXT    NOT NULL DEFAULT '',
    -- What a mail quotes, and its signature.
    folded       TEXT    NOT NULL DEFAULT '',
    -- The id of a mail that came or went, without angle brackets.
    message_id   TEXT    NOT NULL DEFAULT '',
    outbox_id    TEXT,
    contact_id   TEXT    REFERENCES contact (id),
    left_out     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX entry_of_case ON case_entry (case_id, sequence);
CREATE INDEX entry_of_mail ON case_entry (message_id) WHERE message_id <> '';
CREATE INDEX entry_of_outbox ON case_entry (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX entry_of_contact ON case_entry (contact_id) WHERE contact_id IS NOT NULL;

-- A file that hangs on an entry, or on a mail that belongs to no case yet. Its bytes lie
-- beside the database, under its id.
CREATE TABLE case_file (
    id        TEXT    NOT NULL PRIMARY KEY,
    entry_id  TEXT    REFERENCES case_entry (id) ON DELETE CASCADE,
    letter_id TEXT    REFERENCES letter_in (id) ON DELETE CASCADE,
    name      TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    size      INTEGER NOT NULL CHECK (size >= 0),
    CONSTRAINT file_hangs_on_something CHECK ((entry_id IS NULL) <> (letter_id IS NULL))
) STRICT;

CREATE INDEX case_file_of_entry ON case_file (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX case_file_of_letter ON case_file (letter_id) WHERE letter_id IS NOT NULL;

-- The words of cases: of each entry under its sequence, of a case's head under its
-- sequence made negative. *library* is its id without hyphens: one word to look for.
CREATE VIRTUAL TABLE case_words USING fts5 (
    library, words, prefix = '2 3', tokenize = "unicode61 remove_diacritics 2"
);
-- What is erased there is gone from the file at once.
INSERT INTO case_words (case_words, rank) VALUES ('secure-delete', 1);

-- From where mail is read.
CREATE TABLE mailbox (
    library_id   TEXT    NOT NULL PRIMARY KEY REFERENCES library (id),
    server       TEXT    NOT NULL,
    port         INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    security     TEXT    NOT NULL CHECK (security IN ('startTls', 'tls', 'plain')),
    user         TEXT    NOT NULL,
    folder       TEXT    NOT NULL,
    authority    TEXT    NOT NULL DEFAULT '',
    -- Mail that belongs to no case becomes one, of this desk.
    unknown_desk TEXT    REFERENCES desk (id),
    -- How far it was read: both belong to one life of the mailbox.
    uid_validity INTEGER NOT NULL DEFAULT 0,
    last_uid     INTEGER NOT NULL DEFAULT 0,
    read_at      INTEGER,
    cause        TEXT    NOT NULL DEFAULT '',
    said         TEXT    NOT NULL DEFAULT ''
) STRICT;

-- Mails that were taken, by a hash of what names them: none is taken twice, also when a
-- mailbox begins a new life.
CREATE TABLE mail_taken (
    library_id TEXT    NOT NULL REFERENCES library (id),
    hash       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    CONSTRAINT mail_taken_once PRIMARY KEY (library_id, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_taken_at ON mail_taken (at);

-- A mail that came and belongs to no case yet.
CREATE TABLE letter_in (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    at         INTEGER NOT NULL,
    from_name  TEXT    NOT NULL DEFAULT '',
    from_mail  TEXT    NOT NULL DEFAULT '',
    subject    TEXT    NOT NULL DEFAULT '',
    text       TEXT    NOT NULL DEFAULT '',
    folded     TEXT    NOT NULL DEFAULT '',
    message_id TEXT    NOT NULL DEFAULT '',
    kind       TEXT    NOT NULL CHECK (kind IN ('person', 'autoReply', 'bounce', 'receipt')),
    left_out   INTEGER NOT NULL DEFAULT 0,
    suggested  TEXT    REFERENCES desk_case (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX letter_in_of_library ON letter_in (library_id, at);

-- What the desk writes about a case. SQLite can't widen a check: the table is made anew,
-- and what may stand in *happened* is judged by the program that reads it.
CREATE TABLE message_new (
    sequence       INTEGER NOT NULL PRIMARY KEY,
    thread_id      TEXT    NOT NULL REFERENCES thread (id),
    id             TEXT    NOT NULL,
    contact_id     TEXT    REFERENCES contact (id),
    -- Who said it: a librarian, the desk itself, or else the patron of the thread.
    librarian_id   TEXT    REFERENCES librarian (id),
    happened       TEXT    CHECK (happened <> ''),
    text           TEXT    NOT NULL DEFAULT '' CHECK (length(text) <= 4000),
    file_id        TEXT,
    -- The appointment that the desk writes about, and when it was to begin.
    appointment_id TEXT    REFERENCES appointment (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    appointment_at INTEGER,
    -- JSON: the loans that the desk writes about; empty for none, and once they are
    -- forgotten.
    loans          TEXT    NOT NULL DEFAULT '',
    -- JSON: the case that the desk writes about; empty for none.
    about_case     TEXT    NOT NULL DEFAULT '',
    at             INTEGER NOT NULL,
    CONSTRAINT message_once UNIQUE (thread_id, id),
    CONSTRAINT message_says_something CHECK (text <> '' OR file_id IS NOT NULL OR happened IS NOT NULL)
) STRICT;
INSERT INTO message_new (sequence, thread_id, id, contact_id, librarian_id, happened, text, file_id,
        appointment_id, appointment_at, loans, at)
    SELECT sequence, thread_id, id, contact_id, librarian_id, happened, text, file_id,
        appointment_id, appointment_at, loans, at FROM message;
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;

CREATE INDEX message_of_contact ON message (contact_id);
CREATE INDEX message_in_thread ON message (thread_id, at);
CREATE INDEX message_of_file ON message (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX message_of_appointment ON message (appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX message_of_loans ON message (at) WHERE loans <> '';
