-- Rectification orders (督办单): what was found wrong of a unit, what the unit answers, what looking again says, and how often.
CREATE TABLE monitoring_order (
    id {id}, -- internal: key
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit to which it goes; who has it now says the matter
    source {text} NOT NULL, -- internal: who found it: self, above, third or public
    demand {text} NOT NULL, -- internal: what is demanded (整改要求)
    bound_on {text}, -- internal: civil date until which somebody above wants it
    drafter {text} NOT NULL, -- internal: who drew it up: name, unit and post as they were then
    opened_on {text} NOT NULL, -- internal: civil date on which it was drawn up
    issuer {text} NOT NULL, -- internal: who signed it off (签发人), empty before
    issued_on {text}, -- internal: civil date on which it was signed off
    late {int} NOT NULL, -- internal: 1 when the unit handed in after its time, in whatever round
    returned {int} NOT NULL -- internal: how often it was sent back after looking again
) {strict};
CREATE INDEX monitoring_order_unit ON monitoring_order (unit_id, id);
CREATE INDEX monitoring_order_issued ON monitoring_order (issued_on, id);

CREATE TABLE monitoring_finding (
    id {id}, -- internal: key
    order_id {int} NOT NULL REFERENCES monitoring_order (id), -- internal: the order on which it stands
    kind {text} NOT NULL, -- internal: what is watched, as its line calls it; empty for what was entered by hand
    key {text} NOT NULL, -- internal: names it within its kind
    what {text} NOT NULL, -- internal: what is wrong, in words
    address {text} NOT NULL, -- internal: the page or place, may be empty
    found_on {text} NOT NULL, -- internal: civil date since which it is known
    open {int} NOT NULL, -- internal: 1 while its order is open
    answer {text} NOT NULL, -- internal: mended, cannot, or empty before the unit answered
    said {text} NOT NULL, -- internal: what the unit says of it, may be empty
    verdict {text} NOT NULL, -- internal: gone, there, unknown, seen by people, or empty before anybody looked again
    checked_at {int} -- internal: when somebody looked again last
) {strict};
CREATE INDEX monitoring_finding_order ON monitoring_finding (order_id, id);
CREATE UNIQUE INDEX monitoring_finding_open ON monitoring_finding (kind, key) WHERE open = 1 AND kind <> '';

CREATE TABLE monitoring_round (
    order_id {int} NOT NULL REFERENCES monitoring_order (id), -- internal: the order
    round {int} NOT NULL, -- internal: counted from 1
    person_id {int} NOT NULL, -- internal: the official who handed in
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    handed_at {int} NOT NULL, -- internal: when; what was said stands on the matter's trail
    PRIMARY KEY (order_id, round)
) {strict};
