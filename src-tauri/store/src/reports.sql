SELECT desk_id, topic_id, librarian_id, mode, language, arrived_at, ended_at, outcome,
    wrapped_up, told_shortest, told_longest, rating,
    EXISTS (SELECT 1 FROM contact_event INDEXED BY event_called_out
        WHERE contact_id = contact.id AND what = 'calledOut') AS called_out,
    coalesce(
        (SELECT min(at) FROM contact_event INDEXED BY event_answered
            WHERE contact_id = contact.id AND what = 'answered'),
        answered_at
    ) AS first_answered_at,
    coalesce((SELECT sum(coalesce(
            (SELECT min(back.at) FROM contact_event AS back INDEXED BY event_answered
                WHERE back.contact_id = lost.contact_id AND back.what = 'answered' AND back.at >= lost.at),
            contact.ended_at,
            lost.at
        ) - lost.at) FROM contact_event AS lost INDEXED BY event_returned
        WHERE lost.contact_id = contact.id AND lost.what = 'returned'), 0) AS back_in_line
FROM contact INDEXED BY contact_of_library
WHERE library_id = ?1 AND arrived_at >= ?2 AND arrived_at < ?3
    AND (?4 IS NULL OR desk_id IN (SELECT value FROM json_each(?4)))
    AND (?5 IS NULL OR topic_id = ?5)
