-- What a case's erasure looks for: the messages that speak of it, and the closed cases
-- that have their words still.
CREATE INDEX message_of_case ON message (json_extract(about_case, '$.case')) WHERE about_case <> '';
CREATE INDEX case_with_words ON desk_case (closed_at) WHERE state = 'closed' AND is_emptied = 0;
