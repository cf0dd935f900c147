-- Cases that sleep, among many that do not.
CREATE INDEX case_snoozed ON desk_case (library_id, snoozed_until) WHERE snoozed_until IS NOT NULL;

-- The words of a case's head stand under its sequence less 2^40, no more under its
-- sequence made negative: read downwards, the index has the newest first, of entries and
-- then of heads. Where only so many are looked at, it is the old that are left out.
UPDATE case_words SET rowid = -1099511627776 - rowid WHERE rowid BETWEEN -549755813888 AND -1;
