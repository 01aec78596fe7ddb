-- What of a request for disclosure was entered wrong from paper (更正登记): the words as they stood before; below, where orders of the hotline went.
CREATE TABLE requests_entered (
    id {id}, -- internal: key
    request_id {int} NOT NULL REFERENCES requests_request (id), -- internal: of which request
    title {text} NOT NULL, -- internal: name of the information as it was entered
    content {text} NOT NULL, -- personal: description as it was entered
    replaced_at {int} NOT NULL, -- internal: when it was put right
    reason {text} NOT NULL -- internal: why
) {strict};
CREATE INDEX requests_entered_of ON requests_entered (request_id, id);

-- Orders of the hotline that were handed over to document flow or to a meeting (转公文流程、提请会议研究), each time it happened.
CREATE TABLE hotline_handed (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: which order
    kind {text} NOT NULL, -- internal: document or meeting
    reference {text} NOT NULL, -- internal: number of the document, or name of the meeting
    title {text} NOT NULL, -- internal: title of the document, or what is put before the meeting; may be empty
    organ {text} NOT NULL, -- internal: the organ that deals with the document or holds the meeting
    handed_on {text} NOT NULL, -- internal: civil date on which it was handed over
    due_on {text}, -- internal: civil date on which the order goes on at the latest
    begun_at {int}, -- internal: when that was agreed to and its time stood still; none while it is only asked for
    result {text} NOT NULL, -- internal: what came of it, empty before
    back_on {text}, -- internal: civil date on which it came back
    CHECK (back_on IS NULL OR back_on >= handed_on)
) {strict};
CREATE INDEX hotline_handed_order ON hotline_handed (order_id, id);
INSERT INTO hotline_handed (order_id, kind, reference, title, organ, handed_on, due_on, begun_at, result, back_on)
SELECT o.id, o.hold_kind, o.hold_ref, '', '', o.received_on, o.hold_until, 0, o.hold_result,
       CASE WHEN o.hold_result = '' THEN NULL ELSE o.received_on END
FROM hotline_order o WHERE o.hold_kind IN ('document', 'meeting') AND o.hold_ref <> '';
