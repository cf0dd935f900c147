WITH visit AS (
    SELECT
        arrived_at,
        ended_at,
        outcome,
        coalesce(
            (SELECT min(at) FROM contact_event WHERE contact_id = contact.id AND what = 'answered'),
            answered_at
        ) AS first_answered_at
    FROM contact
    WHERE library_id = ?1 AND arrived_at >= ?2 AND arrived_at < ?3
        AND NOT EXISTS (SELECT 1 FROM contact_event WHERE contact_id = contact.id AND what = 'calledOut')
)
SELECT
    count(first_answered_at) AS answered,
    count(*) FILTER (WHERE first_answered_at - arrived_at <= ?4) AS answered_in_time,
    count(*) FILTER (WHERE first_answered_at IS NULL AND ended_at IS NOT NULL
        AND outcome <> 'appointment') AS abandoned,
    count(*) FILTER (WHERE first_answered_at IS NULL AND ended_at - arrived_at <= ?4
        AND outcome <> 'appointment') AS abandoned_in_time
FROM visit
