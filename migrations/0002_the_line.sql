-- The line: branches, groups, topics, hours; threads that outlive a contact; what
-- reports count. Ids are UUID text, times are milliseconds since 1970 UTC. Hours,
-- and lists that are only ever read whole, are JSON.

-- Counts the changes of a library's settings, so that who holds them can tell.
ALTER TABLE library ADD COLUMN settings_version INTEGER NOT NULL DEFAULT 0;

CREATE TABLE branch (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    name       TEXT    NOT NULL,
    address    TEXT    NOT NULL DEFAULT '',
    -- JSON, or empty: open whenever somebody is there.
    hours      TEXT    NOT NULL DEFAULT '',
    -- The order in which it was set.
    place      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX branch_of_library ON branch (library_id);

-- Librarians who answer together. ("group" is a word of SQL.)
CREATE TABLE answering_group (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    name       TEXT    NOT NULL,
    place      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE group_member (
    group_id     TEXT    NOT NULL REFERENCES answering_group (id) ON DELETE CASCADE,
    librarian_id TEXT    NOT NULL REFERENCES librarian (id),
    place        INTEGER NOT NULL,
    CONSTRAINT group_member_once PRIMARY KEY (group_id, librarian_id)
) STRICT;

CREATE TABLE topic (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    italian    TEXT    NOT NULL,
    english    TEXT    NOT NULL,
    group_id   TEXT    REFERENCES answering_group (id) ON DELETE SET NULL,
    -- A topic that was taken away still names what is past.
    retired_at INTEGER,
    place      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE desk ADD COLUMN branch_id TEXT REFERENCES branch (id);
ALTER TABLE desk ADD COLUMN hours TEXT NOT NULL DEFAULT '';
ALTER TABLE desk ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE desk ADD COLUMN strategy TEXT NOT NULL DEFAULT 'ringAll' CHECK (strategy IN ('ringAll', 'longestIdle', 'fewestContacts', 'inOrder'));
ALTER TABLE desk ADD COLUMN ringing_ms INTEGER NOT NULL DEFAULT 20000 CHECK (ringing_ms BETWEEN 5000 AND 300000);
ALTER TABLE desk ADD COLUMN wrap_up_ms INTEGER NOT NULL DEFAULT 30000 CHECK (wrap_up_ms BETWEEN 0 AND 900000);
ALTER TABLE desk ADD COLUMN admission INTEGER NOT NULL DEFAULT 0 CHECK (admission IN (0, 1));
ALTER TABLE desk ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 90 CHECK (retention_days BETWEEN 1 AND 365);
-- JSON: a list of origins.
ALTER TABLE desk ADD COLUMN embed_ancestors TEXT NOT NULL DEFAULT '[]';

CREATE TABLE desk_tier (
    desk_id  TEXT    NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
    place    INTEGER NOT NULL,
    group_id TEXT    NOT NULL REFERENCES answering_group (id) ON DELETE CASCADE,
    after_ms INTEGER NOT NULL DEFAULT 0 CHECK (after_ms BETWEEN 0 AND 3600000),
    CONSTRAINT desk_tier_once PRIMARY KEY (desk_id, place)
) STRICT;

-- SQLite can't widen a check: the table is made anew. Sessions, group members,
-- contacts and messages point at it by name and go on doing so.
CREATE TABLE librarian_new (
    id              TEXT    NOT NULL PRIMARY KEY,
    library_id      TEXT    NOT NULL REFERENCES library (id),
    user            TEXT    NOT NULL CONSTRAINT librarian_user UNIQUE,
    name            TEXT    NOT NULL,
    password_hash   TEXT    NOT NULL,
    chosen_presence TEXT    NOT NULL DEFAULT 'available' CHECK (chosen_presence IN ('available', 'inPerson', 'away')),
    role            TEXT    NOT NULL DEFAULT 'librarian' CHECK (role IN ('librarian', 'supervisor', 'administrator')),
    -- The person's own name behind a desk's handle.
    person          TEXT,
    -- JSON: a list of languages; empty means every one.
    languages       TEXT    NOT NULL DEFAULT '[]',
    created_at      INTEGER NOT NULL,
    CONSTRAINT librarian_person UNIQUE (library_id, person)
) STRICT;
INSERT INTO librarian_new (id, library_id, user, name, password_hash, chosen_presence, created_at)
    SELECT id, library_id, user, name, password_hash, chosen_presence, created_at FROM librarian;
-- Who had an account before there were roles could do everything there was.
UPDATE librarian_new SET role = 'administrator';
DROP TABLE librarian;
ALTER TABLE librarian_new RENAME TO librarian;

-- How the patron of a thread is called and read, and how far each side has come.
ALTER TABLE thread ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE thread ADD COLUMN language TEXT NOT NULL DEFAULT 'it' CHECK (language IN ('it', 'en'));
ALTER TABLE thread ADD COLUMN patron_received INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN patron_read INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN desk_received INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN desk_read INTEGER NOT NULL DEFAULT 0;

CREATE TABLE contact_new (
    id            TEXT    NOT NULL PRIMARY KEY,
    library_id    TEXT    NOT NULL REFERENCES library (id),
    desk_id       TEXT    NOT NULL REFERENCES desk (id),
    -- Gone once the patron is forgotten; what is counted stays.
    patron_id     TEXT    REFERENCES patron (id),
    thread_id     TEXT    REFERENCES thread (id),
    mode          TEXT    NOT NULL CHECK (mode IN ('video', 'voice', 'chat')),
    name          TEXT    NOT NULL DEFAULT '',
    language      TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    topic_id      TEXT    REFERENCES topic (id),
    wanted_id     TEXT    REFERENCES librarian (id),
    overflowed    INTEGER NOT NULL DEFAULT 0 CHECK (overflowed IN (0, 1)),
    arrived_at    INTEGER NOT NULL,
    -- What orders the line: the arrival, later when the patron stepped back.
    place_at      INTEGER NOT NULL,
    stepped_back  INTEGER NOT NULL DEFAULT 0 CHECK (stepped_back IN (0, 1)),
    -- The range told at the arrival, in minutes.
    told_shortest INTEGER,
    told_longest  INTEGER,
    first_offered_at INTEGER,
    state         TEXT    NOT NULL CHECK (state IN ('waiting', 'calling', 'talking', 'ended')),
    librarian_id  TEXT    REFERENCES librarian (id),
    seat_id       TEXT,
    answered_with TEXT    CHECK (answered_with IN ('video', 'voice', 'chat')),
    answered_at   INTEGER,
    on_hold       INTEGER NOT NULL DEFAULT 0 CHECK (on_hold IN (0, 1)),
    proposed      TEXT    CHECK (proposed IN ('video', 'voice', 'chat')),
    admitted      INTEGER NOT NULL DEFAULT 1 CHECK (admitted IN (0, 1)),
    ended_at      INTEGER,
    ended_by      TEXT    CHECK (ended_by IN ('patron', 'librarian', 'absence', 'closing')),
    outcome       TEXT    CHECK (outcome IN ('resolvedAtFirstLevel', 'handedOff', 'abandoned', 'messageLeft', 'notReached', 'blocked')),
    -- What the librarian wrote down.
    wrapped_up    INTEGER NOT NULL DEFAULT 0 CHECK (wrapped_up IN (0, 1)),
    note          TEXT    NOT NULL DEFAULT '',
    free_at       INTEGER,
    rating        INTEGER CHECK (rating BETWEEN 1 AND 5),
    CONSTRAINT under_way_has_a_patron CHECK (state = 'ended' OR (patron_id IS NOT NULL AND thread_id IS NOT NULL)),
    CONSTRAINT calling_has_a_seat CHECK (state <> 'calling' OR (librarian_id IS NOT NULL AND seat_id IS NOT NULL)),
    CONSTRAINT talking_has_a_seat CHECK (state <> 'talking' OR (librarian_id IS NOT NULL AND seat_id IS NOT NULL AND answered_at IS NOT NULL)),
    CONSTRAINT ended_has_an_outcome CHECK (state <> 'ended' OR (ended_at IS NOT NULL AND ended_by IS NOT NULL AND outcome IS NOT NULL))
) STRICT;
INSERT INTO contact_new (id, library_id, desk_id, patron_id, thread_id, mode, name, language, arrived_at, place_at,
    state, librarian_id, seat_id, answered_with, answered_at, ended_at, ended_by, outcome, wrapped_up, free_at)
    SELECT id, library_id, desk_id, patron_id, thread_id, mode, name, language, arrived_at, arrived_at,
    state, librarian_id, seat_id, answered_with, answered_at, ended_at, ended_by, outcome, state = 'ended', ended_at FROM contact;

CREATE TABLE message_new (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    thread_id    TEXT    NOT NULL REFERENCES thread (id),
    id           TEXT    NOT NULL,
    contact_id   TEXT    REFERENCES contact (id),
    -- Who said it: a librarian, the desk itself, or else the patron of the thread.
    librarian_id TEXT    REFERENCES librarian (id),
    happened     TEXT    CHECK (happened IN ('turnMissed', 'closedWhileWaiting', 'callUnanswered')),
    text         TEXT    NOT NULL DEFAULT '' CHECK (length(text) <= 4000),
    file_id      TEXT,
    at           INTEGER NOT NULL,
    CONSTRAINT message_once UNIQUE (thread_id, id),
    CONSTRAINT message_says_something CHECK (text <> '' OR file_id IS NOT NULL OR happened IS NOT NULL)
) STRICT;
INSERT INTO message_new (sequence, thread_id, id, contact_id, librarian_id, text, at)
    SELECT sequence, thread_id, id, contact_id, librarian_id, text, at FROM message;
DROP TABLE message;
DROP TABLE contact;
ALTER TABLE contact_new RENAME TO contact;
ALTER TABLE message_new RENAME TO message;

CREATE INDEX contact_under_way ON contact (library_id) WHERE state <> 'ended';
-- A patron has one contact at a time.
CREATE UNIQUE INDEX contact_of_patron_under_way ON contact (patron_id) WHERE state <> 'ended';
CREATE INDEX contact_of_desk ON contact (desk_id, arrived_at);
CREATE INDEX contact_of_thread ON contact (thread_id);
CREATE INDEX message_of_contact ON message (contact_id);
CREATE INDEX message_in_thread ON message (thread_id, at);
CREATE INDEX message_of_file ON message (file_id) WHERE file_id IS NOT NULL;

-- A file is parked by its upload and belongs to the thread once a message names it.
-- Its bytes stand in files/<id> of the data directory.
CREATE TABLE file (
    id           TEXT    NOT NULL PRIMARY KEY,
    thread_id    TEXT    NOT NULL REFERENCES thread (id),
    -- Who sent it: a librarian, or else the patron of the thread.
    librarian_id TEXT    REFERENCES librarian (id),
    name         TEXT    NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('jpeg', 'png', 'webp', 'pdf', 'text')),
    size         INTEGER NOT NULL CHECK (size BETWEEN 1 AND 10485760),
    sent         INTEGER NOT NULL DEFAULT 0 CHECK (sent IN (0, 1)),
    created_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX file_of_thread ON file (thread_id);

-- What happened to a contact: reports are counted from these, and service levels.
CREATE TABLE contact_event (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    contact_id   TEXT    NOT NULL REFERENCES contact (id),
    at           INTEGER NOT NULL,
    what         TEXT    NOT NULL CHECK (what IN ('arrived', 'offered', 'missed', 'declined', 'overflowed', 'turnMissed',
        'calledOut', 'answered', 'held', 'resumed', 'modeChanged', 'returned', 'ended')),
    librarian_id TEXT    REFERENCES librarian (id)
) STRICT;

CREATE INDEX event_of_contact ON contact_event (contact_id);

-- Patrons who may not come for a while, and why: the log stays, the block ends.
CREATE TABLE block (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    patron_id    TEXT    REFERENCES patron (id),
    contact_id   TEXT    NOT NULL REFERENCES contact (id),
    librarian_id TEXT    NOT NULL REFERENCES librarian (id),
    reason       TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    ended_at     INTEGER,
    ended_by     TEXT    REFERENCES librarian (id)
) STRICT;

CREATE INDEX block_of_patron ON block (patron_id);

-- The private link of a patron; the secret itself is never kept. A new one replaces
-- the old one.
CREATE TABLE patron_link (
    patron_id   TEXT    NOT NULL PRIMARY KEY REFERENCES patron (id),
    secret_hash TEXT    NOT NULL CONSTRAINT patron_link_secret UNIQUE,
    created_at  INTEGER NOT NULL
) STRICT;

-- What the nightly purge took away.
CREATE TABLE purge_report (
    sequence INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    threads  INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    files    INTEGER NOT NULL,
    contacts INTEGER NOT NULL,
    patrons  INTEGER NOT NULL,
    sessions INTEGER NOT NULL
) STRICT;
