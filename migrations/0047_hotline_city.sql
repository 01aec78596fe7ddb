-- What the city's platform sends: its files are the caller's own, as files are that come with an order in other ways. They came with the
-- moment of their message. Orders for which the city wants an answer are found by its own time.
UPDATE matter_file SET audience = 'applicant'
WHERE audience = 'inside' AND EXISTS (
    SELECT 1 FROM hotline_order o JOIN hotline_push p ON p.order_id = o.id
    WHERE o.matter_id = matter_file.matter_id AND p.received_at = matter_file.at);
CREATE INDEX hotline_order_city_due ON hotline_order (city_due, matter_id) WHERE city_due IS NOT NULL AND answered_at IS NULL;
