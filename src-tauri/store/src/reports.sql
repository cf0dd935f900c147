-- The visits of a time, those of 24 hours in one row: a row has its price, and a year has
-- more visits than days.
WITH RECURSIVE begun (at) AS (
    SELECT ?2 WHERE ?2 < ?3
    UNION ALL
    SELECT at + 86400000 FROM begun WHERE at + 86400000 < ?3
)
SELECT (
    SELECT json_group_array(json_array(
        desk_id, topic_id, librarian_id, mode, language,
        EXISTS (SELECT 1 FROM contact_event INDEXED BY event_called_out
            WHERE contact_id = contact.id AND what = 'calledOut'),
        arrived_at,
        -- Answered again is only who was back in the line; of all others the last answer
        -- is the first.
        CASE WHEN is_back THEN coalesce((SELECT min(at) FROM contact_event INDEXED BY event_answered
            WHERE contact_id = contact.id AND what = 'answered'), answered_at) ELSE answered_at END,
        CASE WHEN is_back THEN (SELECT sum(coalesce(
                (SELECT min(back.at) FROM contact_event AS back INDEXED BY event_answered
                    WHERE back.contact_id = lost.contact_id AND back.what = 'answered' AND back.sequence > lost.sequence),
                contact.ended_at,
                lost.at
            ) - lost.at) FROM contact_event AS lost INDEXED BY event_returned
            WHERE lost.contact_id = contact.id AND lost.what = 'returned') ELSE 0 END,
        ended_at, outcome, wrapped_up, told_shortest, told_longest, rating
    ))
    FROM (
        SELECT *, EXISTS (SELECT 1 FROM contact_event INDEXED BY event_returned
            WHERE contact_id = contact.id AND what = 'returned') AS is_back
        FROM contact INDEXED BY contact_of_library
        WHERE library_id = ?1 AND arrived_at >= begun.at AND arrived_at < min(begun.at + 86400000, ?3)
            AND (?4 IS NULL OR desk_id IN (SELECT value FROM json_each(?4)))
            AND (?5 IS NULL OR topic_id = ?5)
    ) AS contact
) AS visits
FROM begun
