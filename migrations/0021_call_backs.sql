-- A contact may come out with a call-back. SQLite can't widen a check: the table is made
-- anew, with all of its indexes. Messages, events, blocks and what goes out point at it by
-- name and go on doing so.

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
    outcome       TEXT    CHECK (outcome IN ('resolvedAtFirstLevel', 'handedOff', 'appointment', 'callBack', 'abandoned', 'messageLeft', 'notReached', 'blocked')),
    -- What the librarian wrote down.
    wrapped_up    INTEGER NOT NULL DEFAULT 0 CHECK (wrapped_up IN (0, 1)),
    note          TEXT    NOT NULL DEFAULT '',
    free_at       INTEGER,
    rating        INTEGER CHECK (rating BETWEEN 1 AND 5),
    still         TEXT    NOT NULL DEFAULT '' CHECK (still IN ('', 'asked', 'allowed', 'refused')),
    still_for     TEXT    NOT NULL DEFAULT '',
    still_at      INTEGER,
    -- Who passed it on last, and what the next one should know.
    passed_by     TEXT    REFERENCES librarian (id),
    passed_note   TEXT    NOT NULL DEFAULT '',
    CONSTRAINT under_way_has_a_patron CHECK (state = 'ended' OR (patron_id IS NOT NULL AND thread_id IS NOT NULL)),
    CONSTRAINT calling_has_a_seat CHECK (state <> 'calling' OR (librarian_id IS NOT NULL AND seat_id IS NOT NULL)),
    CONSTRAINT talking_has_a_seat CHECK (state <> 'talking' OR (librarian_id IS NOT NULL AND seat_id IS NOT NULL AND answered_at IS NOT NULL)),
    CONSTRAINT ended_has_an_outcome CHECK (state <> 'ended' OR (ended_at IS NOT NULL AND ended_by IS NOT NULL AND outcome IS NOT NULL))
) STRICT;
INSERT INTO contact_new (id, library_id, desk_id, patron_id, thread_id, mode, name, language, topic_id, wanted_id,
    overflowed, arrived_at, place_at, stepped_back, told_shortest, told_longest, first_offered_at,
    state, librarian_id, seat_id, answered_with, answered_at, on_hold, proposed, admitted, ended_at,
    ended_by, outcome, wrapped_up, note, free_at, rating, still, still_for, still_at, passed_by, passed_note)
    SELECT id, library_id, desk_id, patron_id, thread_id, mode, name, language, topic_id, wanted_id,
    overflowed, arrived_at, place_at, stepped_back, told_shortest, told_longest, first_offered_at,
    state, librarian_id, seat_id, answered_with, answered_at, on_hold, proposed, admitted, ended_at,
    ended_by, outcome, wrapped_up, note, free_at, rating, still, still_for, still_at, passed_by, passed_note
    FROM contact;
DROP TABLE contact;
ALTER TABLE contact_new RENAME TO contact;

CREATE INDEX contact_under_way ON contact (library_id) WHERE state <> 'ended';
-- A patron has one contact at a time.
CREATE UNIQUE INDEX contact_of_patron_under_way ON contact (patron_id) WHERE state <> 'ended';
CREATE INDEX contact_of_desk ON contact (desk_id, arrived_at);
CREATE INDEX contact_of_thread ON contact (thread_id);
CREATE INDEX contact_of_library ON contact (library_id, arrived_at);

-- Call-backs: agreed with somebody, in the line from their time on until somebody takes
-- them. That their time has come follows from the clock.
CREATE TABLE call_back (
    id            TEXT    NOT NULL PRIMARY KEY,
    library_id    TEXT    NOT NULL REFERENCES library (id),
    desk_id       TEXT    NOT NULL REFERENCES desk (id),
    case_id       TEXT    REFERENCES desk_case (id) ON DELETE CASCADE,
    thread_id     TEXT    REFERENCES thread (id) ON DELETE CASCADE,
    name          TEXT    NOT NULL DEFAULT '',
    language      TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    -- How to meet on the page; on a telephone nothing.
    mode          TEXT    CHECK (mode IN ('video', 'voice', 'chat')),
    -- Empty once it is over.
    phone         TEXT    NOT NULL DEFAULT '',
    about         TEXT    NOT NULL DEFAULT '',
    due_at        INTEGER NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    moves         INTEGER NOT NULL DEFAULT 0 CHECK (moves >= 0),
    state         TEXT    NOT NULL CHECK (state IN ('agreed', 'taken', 'reached', 'givenUp', 'calledOff')),
    -- Who calls, or did.
    taken_by      TEXT    REFERENCES librarian (id),
    taken_at      INTEGER,
    contact_id    TEXT    REFERENCES contact (id),
    called_off_by TEXT    CHECK (called_off_by IN ('patron', 'desk')),
    over_at       INTEGER,
    agreed_by     TEXT    NOT NULL REFERENCES librarian (id),
    agreed_at     INTEGER NOT NULL,
    CONSTRAINT somebody_is_called CHECK (mode IS NULL OR thread_id IS NOT NULL),
    CONSTRAINT taken_by_somebody CHECK (state NOT IN ('taken', 'reached') OR taken_by IS NOT NULL),
    CONSTRAINT over_at_some_time CHECK (state IN ('agreed', 'taken') OR over_at IS NOT NULL),
    CONSTRAINT a_number_goes_when_it_is_over CHECK (over_at IS NULL OR phone = '')
) STRICT;

CREATE INDEX call_back_open ON call_back (library_id) WHERE over_at IS NULL;
CREATE INDEX call_back_of_case ON call_back (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX call_back_of_thread ON call_back (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX call_back_over ON call_back (over_at) WHERE over_at IS NOT NULL;
