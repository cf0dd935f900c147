-- A session ends by itself when it was not used for a while. Those of before count
-- from their beginning.

ALTER TABLE session ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;

UPDATE session SET last_used_at = created_at;
