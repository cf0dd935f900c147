-- Consultations, who gives them when, and what is booked. Ids are UUID text, times are
-- milliseconds since 1970 UTC.

-- What desks offer to book. Read and written whole, as JSON.
CREATE TABLE consultation (
    id         TEXT    NOT NULL PRIMARY KEY,
    library_id TEXT    NOT NULL REFERENCES library (id),
    desk_id    TEXT    NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
    what       TEXT    NOT NULL,
    -- One that was taken away still names what is past.
    retired_at INTEGER,
    place      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX consultation_of_library ON consultation (library_id) WHERE retired_at IS NULL;

-- When librarians give consultations; who has no row gives none.
CREATE TABLE availability (
    librarian_id TEXT    NOT NULL PRIMARY KEY REFERENCES librarian (id) ON DELETE CASCADE,
    -- JSON.
    what         TEXT    NOT NULL,
    changed_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE appointment (
    id              TEXT    NOT NULL PRIMARY KEY,
    library_id      TEXT    NOT NULL REFERENCES library (id),
    consultation_id TEXT    NOT NULL REFERENCES consultation (id),
    desk_id         TEXT    NOT NULL REFERENCES desk (id),
    librarian_id    TEXT    NOT NULL REFERENCES librarian (id),
    patron_id       TEXT    NOT NULL REFERENCES patron (id),
    thread_id       TEXT    NOT NULL REFERENCES thread (id),
    meeting         TEXT    NOT NULL CHECK (meeting IN ('video', 'voice', 'inPerson')),
    branch_id       TEXT    REFERENCES branch (id) ON DELETE SET NULL,
    starts_at       INTEGER NOT NULL,
    ends_at         INTEGER NOT NULL,
    -- The librarian is kept free for it from then until then.
    kept_from       INTEGER NOT NULL,
    kept_until      INTEGER NOT NULL,
    name            TEXT    NOT NULL DEFAULT '',
    language        TEXT    NOT NULL CHECK (language IN ('it', 'en')),
    -- JSON: a list of texts.
    answers         TEXT    NOT NULL DEFAULT '[]',
    state           TEXT    NOT NULL CHECK (state IN ('held', 'unconfirmed', 'booked', 'arrived', 'done', 'cancelled', 'noShow')),
    -- Until when it is held, or may be confirmed.
    until           INTEGER,
    cancelled_by    TEXT    CHECK (cancelled_by IN ('patron', 'desk', 'noConfirmation')),
    changes         INTEGER NOT NULL DEFAULT 0,
    booked_by       TEXT    NOT NULL CHECK (booked_by IN ('patron', 'librarian')),
    reminded_day    INTEGER NOT NULL DEFAULT 0 CHECK (reminded_day IN (0, 1)),
    reminded_hour   INTEGER NOT NULL DEFAULT 0 CHECK (reminded_hour IN (0, 1)),
    -- The visit in which it takes place.
    contact_id      TEXT,
    made_at         INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    CONSTRAINT it_takes_time CHECK (kept_from <= starts_at AND starts_at < ends_at AND ends_at <= kept_until),
    -- What `never_twice` relies on.
    CONSTRAINT it_ends_within_a_day CHECK (kept_until - kept_from <= 86400000),
    CONSTRAINT kept_until_when CHECK (state NOT IN ('held', 'unconfirmed') OR until IS NOT NULL),
    CONSTRAINT cancelled_by_whom CHECK (state <> 'cancelled' OR cancelled_by IS NOT NULL)
) STRICT;

-- Those that take a librarian's time.
CREATE INDEX appointment_of_librarian ON appointment (librarian_id, kept_from)
    WHERE state NOT IN ('cancelled', 'noShow');
CREATE INDEX appointment_of_library ON appointment (library_id, ends_at);
CREATE INDEX appointment_of_patron ON appointment (patron_id);
CREATE INDEX appointment_of_thread ON appointment (thread_id);
CREATE INDEX appointment_of_contact ON appointment (contact_id) WHERE contact_id IS NOT NULL;

-- Never twice: no two that take the time of one librarian overlap, whatever their
-- lengths and wherever they are. The desk has decided so before; this holds if it erred.
CREATE TRIGGER appointment_never_twice BEFORE INSERT ON appointment
    WHEN NEW.state NOT IN ('cancelled', 'noShow')
BEGIN
    SELECT RAISE(ABORT, 'that time is taken') WHERE EXISTS (
        SELECT 1 FROM appointment AS other
        WHERE other.librarian_id = NEW.librarian_id AND other.state NOT IN ('cancelled', 'noShow')
            AND other.kept_from > NEW.kept_from - 86400000 AND other.kept_from < NEW.kept_until
            AND other.kept_until > NEW.kept_from AND other.id <> NEW.id
    );
END;

CREATE TRIGGER appointment_never_moved_onto BEFORE UPDATE OF librarian_id, kept_from, kept_until, state ON appointment
    WHEN NEW.state NOT IN ('cancelled', 'noShow')
BEGIN
    SELECT RAISE(ABORT, 'that time is taken') WHERE EXISTS (
        SELECT 1 FROM appointment AS other
        WHERE other.librarian_id = NEW.librarian_id AND other.state NOT IN ('cancelled', 'noShow')
            AND other.kept_from > NEW.kept_from - 86400000 AND other.kept_from < NEW.kept_until
            AND other.kept_until > NEW.kept_from AND other.id <> NEW.id
    );
END;

-- What the desk writes by itself may be about an appointment. SQLite can't widen a
-- check: the table is made anew.
CREATE TABLE message_new (
    sequence       INTEGER NOT NULL PRIMARY KEY,
    thread_id      TEXT    NOT NULL REFERENCES thread (id),
    id             TEXT    NOT NULL,
    contact_id     TEXT    REFERENCES contact (id),
    -- Who said it: a librarian, the desk itself, or else the patron of the thread.
    librarian_id   TEXT    REFERENCES librarian (id),
    happened       TEXT    CHECK (happened IN ('turnMissed', 'closedWhileWaiting', 'callUnanswered',
        'appointmentBooked', 'appointmentToConfirm', 'appointmentMoved', 'appointmentCancelled',
        'appointmentTomorrow', 'appointmentSoon', 'appointmentUnconfirmed', 'appointmentMissed')),
    text           TEXT    NOT NULL DEFAULT '' CHECK (length(text) <= 4000),
    file_id        TEXT,
    -- The appointment that the desk writes about, and when it was to begin.
    appointment_id TEXT    REFERENCES appointment (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    appointment_at INTEGER,
    at             INTEGER NOT NULL,
    CONSTRAINT message_once UNIQUE (thread_id, id),
    CONSTRAINT message_says_something CHECK (text <> '' OR file_id IS NOT NULL OR happened IS NOT NULL)
) STRICT;
INSERT INTO message_new (sequence, thread_id, id, contact_id, librarian_id, happened, text, file_id, at)
    SELECT sequence, thread_id, id, contact_id, librarian_id, happened, text, file_id, at FROM message;
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;

CREATE INDEX message_of_contact ON message (contact_id);
CREATE INDEX message_in_thread ON message (thread_id, at);
CREATE INDEX message_of_file ON message (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX message_of_appointment ON message (appointment_id) WHERE appointment_id IS NOT NULL;
