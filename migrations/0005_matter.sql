-- Matters (办件): one thing that entered, is routed with opinions, runs under clocks, is answered, archived and counted.
CREATE TABLE matter_matter (
    id {id}, -- public: key
    process {text} NOT NULL, -- internal: which process it runs under
    version {int} NOT NULL, -- internal: version of the process
    kind {text} NOT NULL, -- internal: kind within the process, chooses rule rows
    number {text} NOT NULL UNIQUE, -- public: number, never reused
    title {text} NOT NULL, -- personal: title as the sender wrote it
    home_unit {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that received it
    lead_unit {int} REFERENCES identity_unit (id), -- internal: the unit outside home that last held it (主办单位)
    state {text} NOT NULL, -- internal: present state
    turn {text} NOT NULL, -- internal: open, waiting or closed
    holder_unit {int} REFERENCES identity_unit (id), -- internal: unit at whose desk it lies
    holder_desk {text}, -- internal: desk at which it lies
    holder_post {int} REFERENCES identity_post (id), -- internal: the one post that has it, when it was given to a post
    received_on {text} NOT NULL, -- internal: civil date from which its clocks count
    opened_at {int} NOT NULL, -- internal: when it was entered
    due_at {int} NOT NULL, -- internal: end of the main clock as the fold of its events; 9000000000000000 without one
    clock {text} NOT NULL, -- internal: none, running, paused, met or stopped (main clock)
    met_at {int}, -- internal: when the main clock was met
    closed_at {int}, -- internal: when it closed
    closed_on {text}, -- internal: civil date on which it closed
    outcome {text}, -- internal: how it closed
    supervised_at {int}, -- internal: when it was put under supervision (督办)
    urged {int} NOT NULL DEFAULT 0, -- internal: how often it was urged (催办)
    seq {int} NOT NULL, -- internal: number of acts
    snapshot {text} NOT NULL -- internal: the fold of its events, as JSON
) {strict};
CREATE INDEX matter_matter_open ON matter_matter (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX matter_matter_by_unit ON matter_matter (lead_unit, received_on, id);
CREATE INDEX matter_matter_by_day ON matter_matter (process, received_on, id);
CREATE INDEX matter_matter_closed ON matter_matter (process, closed_on, id) WHERE closed_on IS NOT NULL;
CREATE INDEX matter_matter_holder ON matter_matter (holder_unit, due_at, id) WHERE closed_at IS NULL;

CREATE TABLE matter_act (
    id {id}, -- internal: key
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter
    seq {int} NOT NULL, -- internal: its place in the trail
    at {int} NOT NULL, -- internal: when
    action {text} NOT NULL, -- internal: what was done
    person_id {int}, -- internal: who, inside
    post_id {int}, -- internal: at which post
    unit_id {int}, -- internal: in which unit
    actor {text} NOT NULL, -- personal: name, unit and post as they were then
    from_state {text} NOT NULL, -- internal: state before
    to_state {text} NOT NULL, -- internal: state after
    to_seats {text} NOT NULL, -- internal: names of the units to which it went, as they were then
    opinion {text} NOT NULL, -- personal: opinion, reason or answer
    stance {text}, -- internal: agree, disagree, noted
    events {text} NOT NULL, -- internal: what happened, as JSON
    UNIQUE (matter_id, seq)
) {strict};
CREATE INDEX matter_act_by_post ON matter_act (post_id, at);

CREATE TABLE matter_task (
    id {id}, -- internal: key
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter
    part {text} NOT NULL, -- internal: s3 is the third stay, m0.1 the second member of the first consultation
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: unit at which it lies
    desk {text} NOT NULL, -- internal: desk at which it lies
    post_id {int} REFERENCES identity_post (id), -- internal: the one post that has it
    at {int} NOT NULL, -- internal: since when
    seen_at {int}, -- internal: when it was first opened
    due_at {int} NOT NULL, -- internal: until when; 9000000000000000 without a time
    closed_at {int}, -- internal: when it was done or went elsewhere
    UNIQUE (matter_id, part)
) {strict};
CREATE INDEX matter_task_open ON matter_task (unit_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX matter_task_asked ON matter_task (due_at, id) WHERE closed_at IS NULL AND part LIKE 'm%';

CREATE TABLE matter_touch (
    post_id {int} NOT NULL, -- internal: a post that acted
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: on this matter
    open {int} NOT NULL, -- internal: 1 while the matter is not closed
    at {int} NOT NULL, -- internal: when the post last acted
    PRIMARY KEY (post_id, matter_id)
) {strict};
CREATE INDEX matter_touch_recent ON matter_touch (post_id, open, at, matter_id);
CREATE INDEX matter_touch_all ON matter_touch (post_id, at, matter_id);

CREATE TABLE matter_link (
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: from this matter
    other_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: to that matter
    kind {text} NOT NULL, -- internal: merged_into, merged, related, repeats, repeated, led_to, came_from
    at {int} NOT NULL, -- internal: since when
    PRIMARY KEY (matter_id, other_id, kind)
) {strict};

CREATE TABLE matter_file (
    id {id}, -- internal: key
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter
    act_seq {int} NOT NULL, -- internal: the act with which it came
    digest {text} NOT NULL REFERENCES store_file (digest), -- internal: address of the content
    name {text} NOT NULL, -- personal: name as uploaded, cleaned
    size {int} NOT NULL, -- internal: bytes
    media_type {text} NOT NULL, -- internal: decided by the content
    audience {text} NOT NULL, -- internal: inside, applicant or public
    at {int} NOT NULL -- internal: when it came
) {strict};
CREATE INDEX matter_file_of ON matter_file (matter_id, id);

CREATE TABLE matter_recount (
    id {id}, -- internal: key
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter
    clock {text} NOT NULL, -- internal: which clock
    at {int} NOT NULL, -- internal: when it was counted again
    due_before {int} NOT NULL, -- internal: the old end
    due_after {int} NOT NULL, -- internal: the new end
    why {text} NOT NULL -- internal: such as a changed calendar
) {strict};
CREATE INDEX matter_recount_of ON matter_recount (matter_id, id);

CREATE TABLE matter_series (
    pattern {text} NOT NULL, -- internal: pattern of the numbers
    year {int} NOT NULL, -- internal: civil year
    last {int} NOT NULL, -- internal: last number given
    PRIMARY KEY (pattern, year)
) {strict};

CREATE TABLE matter_number (
    number {text} NOT NULL PRIMARY KEY, -- public: the number
    pattern {text} NOT NULL, -- internal: its series
    year {int} NOT NULL, -- internal: its year
    seq {int} NOT NULL, -- internal: its place in the series
    given_at {int} NOT NULL, -- internal: when it was given
    voided_at {int}, -- internal: when it was voided; it is never given again
    why {text}, -- internal: why it was voided
    UNIQUE (pattern, year, seq)
) {strict};

CREATE TABLE matter_draft (
    person_id {int} NOT NULL, -- internal: whose draft
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: on which matter
    action {text} NOT NULL, -- internal: for which action
    text {text} NOT NULL, -- personal: what was typed, as JSON
    at {int} NOT NULL, -- internal: when it was kept
    PRIMARY KEY (person_id, matter_id, action)
) {strict};

CREATE TABLE matter_phrase (
    id {id}, -- internal: key
    person_id {int}, -- internal: whose phrase; none means everybody's
    text {text} NOT NULL, -- internal: the phrase (常用语)
    rank {int} NOT NULL -- internal: its place
) {strict};

CREATE TABLE matter_view (
    id {id}, -- internal: key
    person_id {int} NOT NULL, -- internal: whose view
    list {text} NOT NULL, -- internal: which list
    name {text} NOT NULL, -- internal: name of the saved view
    query {text} NOT NULL, -- internal: the filters, as a query string
    UNIQUE (person_id, list, name)
) {strict};
