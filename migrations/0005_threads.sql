-- What librarians keep at hand, and stills of a patron's picture. Ids are UUID text,
-- times are milliseconds since 1970 UTC.

-- Texts that are written again and again; one of the two may be empty.
CREATE TABLE answer (
    library_id TEXT    NOT NULL REFERENCES library (id),
    id         TEXT    NOT NULL,
    name       TEXT    NOT NULL CHECK (name <> ''),
    italian    TEXT    NOT NULL DEFAULT '',
    english    TEXT    NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL,
    CONSTRAINT answer_once PRIMARY KEY (library_id, id),
    CONSTRAINT answer_says_something CHECK (italian <> '' OR english <> '')
) STRICT;

-- How a contact under way stands with a still of the patron's picture: empty, or what
-- was asked or said, what for, and when.
ALTER TABLE contact ADD COLUMN still TEXT NOT NULL DEFAULT '' CHECK (still IN ('', 'asked', 'allowed', 'refused'));
ALTER TABLE contact ADD COLUMN still_for TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN still_at INTEGER;

-- When the patron consented to the still that this file is; empty for every other file.
ALTER TABLE file ADD COLUMN consented_at INTEGER;
