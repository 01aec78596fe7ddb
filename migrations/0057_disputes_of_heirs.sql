-- Reviews and suits go to the heir of an organ (承继机关) together with their request, also those that were decided before: which of them a settled annual report counts, the table of what was handed over says.
UPDATE requests_dispute SET organ_id = (SELECT r.organ_id FROM requests_request r WHERE r.id = requests_dispute.request_id)
WHERE request_id IN (SELECT h.request_id FROM requests_handed h);
