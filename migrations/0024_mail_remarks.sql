-- What is to be said of a mail beside its words, as JSON; empty for nothing.
ALTER TABLE case_entry ADD COLUMN remark TEXT NOT NULL DEFAULT '';
ALTER TABLE letter_in ADD COLUMN remark TEXT NOT NULL DEFAULT '';
