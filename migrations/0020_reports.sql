-- What a library has set of its reports: JSON.
ALTER TABLE library ADD COLUMN reports TEXT NOT NULL DEFAULT '{}';

-- A report reads the visits of a time, and of each a few of its events.
CREATE INDEX contact_of_library ON contact (library_id, arrived_at);
CREATE INDEX event_answered ON contact_event (contact_id, at) WHERE what = 'answered';
CREATE INDEX event_called_out ON contact_event (contact_id) WHERE what = 'calledOut';
CREATE INDEX event_returned ON contact_event (contact_id) WHERE what = 'returned';

-- Notices, and what patrons answered, are forgotten with their loans. How many there were
-- stays: by desk, kind and quarter of an hour, so that the days of every clock can be
-- told apart.
CREATE TABLE notice_count (
    desk_id TEXT    NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
    -- A kind of notice, or what the desk said of the answer.
    what    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    CONSTRAINT notice_count_once PRIMARY KEY (desk_id, at, what)
) STRICT, WITHOUT ROWID;

INSERT INTO notice_count (desk_id, what, at, number)
    SELECT loan_source.desk_id, notice.kind, notice.written_at - notice.written_at % 900000, count(*)
    FROM notice JOIN loan ON loan.id = notice.loan_id
    JOIN loan_source ON loan_source.id = loan.source_id
    GROUP BY 1, 2, 3;
INSERT INTO notice_count (desk_id, what, at, number)
    SELECT thread.desk_id, message.happened, message.at - message.at % 900000, count(*)
    FROM message JOIN thread ON thread.id = message.thread_id
    WHERE message.happened IN ('loanRenewed', 'loanNotRenewed', 'loanReturnSaid', 'loanToTalkAbout')
    GROUP BY 1, 2, 3;

-- What appointments were, once they are past their retention: nobody's any more.
CREATE TABLE past_appointment (
    desk_id         TEXT    NOT NULL REFERENCES desk (id) ON DELETE CASCADE,
    consultation_id TEXT    NOT NULL REFERENCES consultation (id),
    starts_at       INTEGER NOT NULL,
    made_at         INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    cancelled_by    TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX past_appointment_of_desk ON past_appointment (desk_id, starts_at);
