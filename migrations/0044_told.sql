-- Keeping away from a matter is the engine's to watch over. People choose how they are told; whom no message reaches is told by telephone, from
-- one list for all lines. Messages of new media keep where they stood.
CREATE TABLE matter_recusal (
    id {id}, -- internal: key
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: from which matter
    person_id {int} NOT NULL, -- internal: who has an interest in it and keeps away
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit in which that was
    at {int} NOT NULL, -- internal: when; why stands on the trail
    UNIQUE (matter_id, person_id)
) {strict};
INSERT INTO matter_recusal (matter_id, person_id, unit_id, at)
SELECT o.matter_id, r.person_id, r.unit_id, r.at FROM hotline_recusal r JOIN hotline_order o ON o.id = r.order_id;
DROP TABLE hotline_recusal;

CREATE TABLE counter_way (
    matter_id {int} NOT NULL PRIMARY KEY REFERENCES matter_matter (id), -- internal: whose person
    way {text} NOT NULL -- internal: how that person wants to be told: mail, wechat or call; who chose nothing gets text messages and has no row
) {strict};

CREATE TABLE counter_call (
    id {id}, -- internal: key
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: whose person is to be told
    about_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter of which is told, its own or the one that it was joined with
    process {text} NOT NULL, -- internal: process of the person's matter
    home_unit {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that received it, whose people call
    text {text} NOT NULL, -- internal: what is to be said, without personal data
    why {text} NOT NULL, -- internal: why no message does: wish, landline, nothing or failed
    asked_at {int} NOT NULL, -- internal: since when; from here the time in which to call is counted
    tries {int} NOT NULL, -- internal: how often somebody called
    result {text} NOT NULL, -- internal: how the last call ended: reached, missed or declined; empty before
    closed_at {int}, -- internal: when it was settled
    mark {text} UNIQUE -- internal: the message that failed, so that it is listed once
) {strict};
CREATE INDEX counter_call_open ON counter_call (process, asked_at, id) WHERE closed_at IS NULL;
CREATE INDEX counter_call_closed ON counter_call (process, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX counter_call_matter ON counter_call (matter_id, id);
CREATE INDEX counter_call_about ON counter_call (about_id, id);

CREATE TABLE counter_call_try (
    id {id}, -- internal: key
    call_id {int} NOT NULL REFERENCES counter_call (id), -- internal: of which call
    person_id {int} NOT NULL, -- internal: who called
    at {int} NOT NULL, -- internal: when
    result {text} NOT NULL, -- internal: reached, missed or declined
    note {text} NOT NULL -- personal: what was said on the telephone
) {strict};
CREATE INDEX counter_call_try_of ON counter_call_try (call_id, id);

INSERT INTO counter_call (matter_id, about_id, process, home_unit, text, why, asked_at, tries, result, closed_at, mark)
SELECT o.matter_id, a.matter_id, m.process, m.home_unit, t.text, 'landline', t.asked_at,
       CASE WHEN t.told_at IS NULL THEN 0 ELSE 1 END, CASE WHEN t.told_at IS NULL THEN '' ELSE 'reached' END, t.told_at,
       'hotline_tell ' || t.id
FROM hotline_tell t JOIN hotline_order o ON o.id = t.order_id JOIN hotline_order a ON a.id = t.about_id
JOIN matter_matter m ON m.id = o.matter_id;
INSERT INTO counter_call_try (call_id, person_id, at, result, note)
SELECT c.id, t.told_by, t.told_at, 'reached', '' FROM hotline_tell t JOIN counter_call c ON c.mark = 'hotline_tell ' || t.id
WHERE t.told_at IS NOT NULL;
DROP TABLE hotline_tell;

CREATE TABLE hotline_media (
    order_id {int} NOT NULL PRIMARY KEY REFERENCES hotline_order (id), -- internal: of which order
    platform {text} NOT NULL, -- internal: wechat, weibo, video or other
    account {text} NOT NULL, -- personal: name or number of the account that wrote
    link {text} NOT NULL, -- personal: address of the message, empty when it was private
    posted_at {int} -- internal: when it was written, none when that is not known
) {strict};

-- Clocks of orders that were open before reminders were kept beside them: the program counts them once.
INSERT INTO store_job (kind, payload, state, run_at, unique_key)
SELECT 'hotline.clocks', '{}', 'waiting', 0, 'hotline.clocks' WHERE EXISTS (SELECT 1 FROM hotline_order);
