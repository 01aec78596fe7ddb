-- The hotline: topics that are kept for a while; shifts, rosters, hand-overs and states of agents (值班); calls (话务) and the exchange
-- that tells of them.
CREATE TABLE hotline_hot (
    id {id}, -- internal: key
    from_on {text} NOT NULL, -- internal: first civil date of the period
    to_on {text} NOT NULL, -- internal: its last
    made_at {int} NOT NULL, -- internal: when the topics were looked for
    topics {text} NOT NULL, -- internal: the topics as JSON, with keys and numbers only
    UNIQUE (from_on, to_on)
) {strict};

CREATE TABLE hotline_shift (
    id {id}, -- internal: key
    title {text} NOT NULL, -- internal: 名称, such as 早班
    begins {int} NOT NULL, -- internal: minutes after midnight at which it begins
    lasts {int} NOT NULL, -- internal: minutes that it lasts, at most a day
    least {int} NOT NULL, -- internal: how many agents it needs
    closed_at {int} -- internal: when it was closed
) {strict};

CREATE TABLE hotline_roster (
    id {id}, -- internal: key
    on_date {text} NOT NULL, -- internal: civil date on which the shift begins
    shift_id {int} NOT NULL REFERENCES hotline_shift (id), -- internal: the shift
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: who is on duty
    UNIQUE (on_date, shift_id, person_id)
) {strict};

CREATE TABLE hotline_handover (
    id {id}, -- internal: key
    on_date {text} NOT NULL, -- internal: civil date on which the shift that ends began
    shift_id {int} NOT NULL REFERENCES hotline_shift (id), -- internal: the shift that ends
    waiting {int} NOT NULL, -- internal: orders that nobody had dispatched
    open {int} NOT NULL, -- internal: orders that were not answered
    missed {int} NOT NULL, -- internal: missed calls that nobody had called back
    text {text} NOT NULL, -- internal: what the next shift has to know
    given_by {int} NOT NULL, -- internal: person who handed over
    given_at {int} NOT NULL, -- internal: when
    taken_by {int}, -- internal: person who took over, never who handed over
    taken_at {int}, -- internal: when
    remark {text} NOT NULL -- internal: what whoever took over says, empty before
) {strict};
CREATE INDEX hotline_handover_open ON hotline_handover (id) WHERE taken_at IS NULL;

CREATE TABLE hotline_presence (
    id {id}, -- internal: key
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: the agent
    state {text} NOT NULL, -- internal: online, break, away or after
    since {int} NOT NULL, -- internal: from when on
    until {int} -- internal: until when; empty while it lasts
) {strict};
CREATE INDEX hotline_presence_since ON hotline_presence (since, person_id);
CREATE UNIQUE INDEX hotline_presence_now ON hotline_presence (person_id) WHERE until IS NULL;

CREATE TABLE hotline_ring (
    id {id}, -- internal: key
    call {text} NOT NULL UNIQUE, -- internal: the key of the call at the exchange, or our own
    way {text} NOT NULL, -- internal: exchange or screen
    phone {text} NOT NULL, -- personal: number of the caller, sealed in the vault, empty when it was withheld
    person_id {int} REFERENCES identity_person (id), -- internal: the agent at whose desk it rang last
    on_date {text} NOT NULL, -- internal: civil date on which it rang
    hour {int} NOT NULL, -- internal: civil hour in which it rang, 0 to 23
    rang_at {int} NOT NULL, -- internal: when it rang
    answered_at {int}, -- internal: when it was answered, empty while it rings and when it was missed
    ended_at {int}, -- internal: when it ended
    back_by {int}, -- internal: person who called back after it was missed
    back_at {int} -- internal: when
) {strict};
CREATE INDEX hotline_ring_date ON hotline_ring (on_date, rang_at, id);
CREATE INDEX hotline_ring_owed ON hotline_ring (id) WHERE answered_at IS NULL AND back_at IS NULL;
CREATE INDEX hotline_ring_now ON hotline_ring (person_id, id) WHERE ended_at IS NULL;

CREATE TABLE hotline_exchange (
    id {id}, -- internal: key; there is one row
    secret {text} NOT NULL, -- secret: key with which the exchange signs, sealed in the vault
    push {int} NOT NULL -- internal: 1 when the exchange may send
) {strict};
