-- The hotline's closed loop: clocks that are reminded of in time, callers told by telephone, warnings of standing petitions with
-- reasons, recusal, what came of documents and meetings, letters that are urged, records of visits.
CREATE TABLE hotline_clock (
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: of which order
    clock {text} NOT NULL, -- internal: dispatch, sign, contact, arbitrate, review or callback; answer when it is urgent
    due_at {int} NOT NULL, -- internal: when its present run ends
    remind_at {int} NOT NULL, -- internal: when the program reminds of this end
    reminded_at {int}, -- internal: when it did
    PRIMARY KEY (order_id, clock)
) {strict};
CREATE INDEX hotline_clock_due ON hotline_clock (remind_at, order_id, clock) WHERE reminded_at IS NULL;

CREATE TABLE hotline_tell (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: whose caller is to be told
    about_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: the order of which is told, its own or the one that it was joined with
    text {text} NOT NULL, -- internal: what is to be said, without personal data
    asked_at {int} NOT NULL, -- internal: since when
    told_by {int}, -- internal: person who told
    told_at {int} -- internal: when
) {strict};
CREATE INDEX hotline_tell_about ON hotline_tell (about_id, id);
CREATE INDEX hotline_tell_order ON hotline_tell (order_id, id);
CREATE INDEX hotline_tell_open ON hotline_tell (id) WHERE told_at IS NULL;

CREATE TABLE hotline_petition (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: of which order
    warned {int} NOT NULL, -- internal: 1 when it is warned of from now on, 0 when not any more
    reason {text} NOT NULL, -- internal: why
    person_id {int}, -- internal: who decided, none for the program
    at {int} NOT NULL -- internal: when
) {strict};
CREATE INDEX hotline_petition_order ON hotline_petition (order_id, id);

CREATE TABLE hotline_recusal (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES hotline_order (id), -- internal: of which order
    person_id {int} NOT NULL, -- internal: who has an interest in it and keeps away
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit in which that was
    at {int} NOT NULL, -- internal: when; why stands on the trail
    UNIQUE (order_id, person_id)
) {strict};

CREATE INDEX hotline_order_name ON hotline_order (name, id) WHERE name <> '';
ALTER TABLE hotline_order ADD COLUMN hold_ref {text} NOT NULL DEFAULT ''; -- internal: number of the document, or the meeting, to which it was handed
ALTER TABLE hotline_order ADD COLUMN hold_result {text} NOT NULL DEFAULT ''; -- internal: what came of that
ALTER TABLE hotline_order ADD COLUMN rated_at {int}; -- internal: when the caller rated the answer by number and query code

ALTER TABLE hotline_paper ADD COLUMN visited_at {int}; -- internal: when somebody was on the spot
ALTER TABLE hotline_paper ADD COLUMN people {text} NOT NULL DEFAULT ''; -- internal: who was there
ALTER TABLE hotline_paper ADD COLUMN urged {int} NOT NULL DEFAULT 0; -- internal: how often the unit was urged to reply
ALTER TABLE hotline_paper ADD COLUMN urged_on {text}; -- internal: civil date on which it was last urged
CREATE INDEX hotline_paper_unit ON hotline_paper (unit_id, id) WHERE kind = 'rectify';
CREATE INDEX hotline_paper_late ON hotline_paper (due_on, id) WHERE kind = 'rectify' AND closed_at IS NULL AND replied_at IS NULL;

CREATE TABLE hotline_paper_file (
    id {id}, -- internal: key
    paper_id {int} NOT NULL REFERENCES hotline_paper (id), -- internal: of which paper
    digest {text} NOT NULL REFERENCES store_file (digest), -- internal: address of the content
    name {text} NOT NULL, -- internal: name it came with, cleaned
    size {int} NOT NULL, -- internal: bytes
    media_type {text} NOT NULL -- internal: decided by the content
) {strict};
CREATE INDEX hotline_paper_file_paper ON hotline_paper_file (paper_id, id);

-- Clocks of orders that were open before: signing and speaking with the caller have their ends in the row, urgent orders their answer. What
-- ends with a day is reminded of at four in the afternoon, what ends at a moment half an hour before.
INSERT INTO hotline_clock (order_id, clock, due_at, remind_at)
SELECT o.id, 'sign', o.sign_due, o.sign_due - CASE WHEN o.urgency = 'plain' THEN 28800000 ELSE 1800000 END
FROM hotline_order o JOIN matter_matter m ON m.id = o.matter_id
WHERE m.closed_at IS NULL AND m.state = 'dispatched' AND o.sign_due IS NOT NULL;
INSERT INTO hotline_clock (order_id, clock, due_at, remind_at)
SELECT o.id, 'contact', o.contact_due, o.contact_due - 28800000
FROM hotline_order o JOIN matter_matter m ON m.id = o.matter_id
WHERE m.closed_at IS NULL AND m.state IN ('dispatched', 'handling') AND o.contacted_at IS NULL AND o.contact_due IS NOT NULL;
INSERT INTO hotline_clock (order_id, clock, due_at, remind_at)
SELECT o.id, 'answer', m.due_at, m.due_at - 1800000
FROM hotline_order o JOIN matter_matter m ON m.id = o.matter_id
WHERE m.closed_at IS NULL AND m.clock = 'running' AND o.urgency <> 'plain';
