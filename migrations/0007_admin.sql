-- What administrators set in the window: what a library and its desks say, and how
-- the settings were before each change.

ALTER TABLE library ADD COLUMN privacy_contact TEXT NOT NULL DEFAULT '';
-- JSON: a text in each language.
ALTER TABLE library ADD COLUMN privacy_notice TEXT NOT NULL DEFAULT '{}';
ALTER TABLE desk ADD COLUMN greeting TEXT NOT NULL DEFAULT '{}';
ALTER TABLE desk ADD COLUMN when_closed TEXT NOT NULL DEFAULT '{}';

-- The newest changes of a library's settings, so that they can be taken back.
CREATE TABLE settings_history (
    sequence     INTEGER NOT NULL PRIMARY KEY,
    library_id   TEXT    NOT NULL REFERENCES library (id),
    at           INTEGER NOT NULL,
    -- Who; nobody for the command line, and for an account that is gone.
    librarian_id TEXT    REFERENCES librarian (id) ON DELETE SET NULL,
    -- JSON: what was changed.
    what         TEXT    NOT NULL,
    -- JSON: all settings but people, as they were before the change.
    before       TEXT    NOT NULL
) STRICT;

CREATE INDEX settings_history_of_library ON settings_history (library_id, sequence);
