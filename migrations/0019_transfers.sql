-- A contact may be passed on: who did so, and what the next one should know. What happened
-- to it is told by more words; SQLite can't widen a check, so that table is made anew.

ALTER TABLE contact ADD COLUMN passed_by TEXT REFERENCES librarian (id);
ALTER TABLE contact ADD COLUMN passed_note TEXT NOT NULL DEFAULT '';

CREATE TABLE contact_event_new (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    contact_id   TEXT    NOT NULL REFERENCES contact (id),
    at           INTEGER NOT NULL,
    what         TEXT    NOT NULL CHECK (what IN ('arrived', 'offered', 'missed', 'declined', 'overflowed', 'turnMissed',
        'calledOut', 'answered', 'held', 'resumed', 'modeChanged', 'returned', 'transferBegun', 'transferRefused',
        'transferMissed', 'transferred', 'ended')),
    librarian_id TEXT    REFERENCES librarian (id)
) STRICT;
INSERT INTO contact_event_new (sequence, contact_id, at, what, librarian_id)
    SELECT sequence, contact_id, at, what, librarian_id FROM contact_event;
DROP TABLE contact_event;
ALTER TABLE contact_event_new RENAME TO contact_event;

CREATE INDEX event_of_contact ON contact_event (contact_id);
