-- A borrower that goes is looked for among all loans, a thread among all notices: without
-- these each of them would be a walk through the whole table.
CREATE INDEX loan_by_borrower ON loan (borrower_id);
CREATE INDEX notice_of_thread ON notice (thread_id) WHERE thread_id IS NOT NULL;
