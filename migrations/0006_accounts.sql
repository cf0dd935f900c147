-- Accounts: who was asked to join, who has left, and which program a session belongs
-- to.

-- Who has left can't sign in and answers for nothing; what they did keeps their name.
ALTER TABLE librarian ADD COLUMN deactivated_at INTEGER;

-- A session is named by an id where it is shown: its token is nobody's to read.
ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE session SET id = lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2))
    || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)));
CREATE UNIQUE INDEX session_by_id ON session (id);
-- The program and the computer, as the program says; may be empty.
ALTER TABLE session ADD COLUMN program TEXT NOT NULL DEFAULT '';

-- A link by which somebody chooses a name to sign in with and a password; the secret
-- itself is never kept. It works once: then the row goes.
CREATE TABLE invitation (
    id           TEXT    NOT NULL PRIMARY KEY,
    library_id   TEXT    NOT NULL REFERENCES library (id),
    secret_hash  TEXT    NOT NULL CONSTRAINT invitation_secret UNIQUE,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('librarian', 'supervisor', 'administrator')),
    -- Whose account gets a new password by it; none for somebody new.
    librarian_id TEXT    REFERENCES librarian (id),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    revoked_at   INTEGER
) STRICT;

CREATE INDEX invitation_of_library ON invitation (library_id);
