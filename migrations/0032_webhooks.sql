-- Webhooks (事件通知): endpoints of other platforms that are told when matters open, move and close, and what was sent to them.
CREATE TABLE webhooks_endpoint (
    id {id}, -- internal: key
    name {text} NOT NULL, -- internal: what it is called
    url {text} NOT NULL, -- internal: where messages go
    kinds {text} NOT NULL, -- internal: which events it is told, of opened, moved and closed, with blanks between
    processes {text} NOT NULL, -- internal: of which processes, their keys with blanks between
    secret {text} NOT NULL, -- secret: what messages are signed with, sealed in the vault
    secret_before {text} NOT NULL, -- secret: the one before it, sealed in the vault, empty for none
    before_until {int}, -- internal: until when that one signs too
    since {int} NOT NULL, -- internal: place on the ledger from which on it is told
    paused_at {int}, -- internal: when it was paused
    paused_why {text} NOT NULL, -- internal: person, or gone when the other side answered that it is no more; empty while it is told
    keeper_id {int}, -- internal: person who registered it or changed it last
    made_at {int} NOT NULL, -- internal: when it was registered
    version {int} NOT NULL, -- internal: counts its changes
    failed {int} NOT NULL, -- internal: tries in a row that failed
    failing_since {int}, -- internal: when the first of them failed
    rest_until {int} NOT NULL, -- internal: before which nothing is sent to it
    alarmed_at {int}, -- internal: when its keeper was told that it fails for long
    good_at {int} -- internal: when it last took something
) {strict};

CREATE TABLE webhooks_delivery (
    id {id}, -- internal: key
    endpoint_id {int} NOT NULL REFERENCES webhooks_endpoint (id), -- internal: to which endpoint
    event {text} NOT NULL, -- internal: the key of the message, the same at every try
    kind {text} NOT NULL, -- internal: its type
    number {text} NOT NULL, -- internal: number of the matter, empty for a test
    body {text} NOT NULL, -- internal: the message; it holds no personal data
    made_at {int} NOT NULL, -- internal: when it was written
    state {text} NOT NULL, -- internal: waiting, held (the endpoint is paused), done or failed
    turn {int} NOT NULL, -- internal: counts the jobs that send it; the last of them counts
    tries {int} NOT NULL, -- internal: tries since it was last sent off
    next_at {int}, -- internal: when it is tried next
    tried_at {int}, -- internal: when it was last tried
    status {int}, -- internal: status of the last answer, none without an answer
    problem {text} NOT NULL, -- internal: why the last try failed, in Chinese
    UNIQUE (endpoint_id, event)
) {strict};
CREATE INDEX webhooks_delivery_endpoint ON webhooks_delivery (endpoint_id, id);
CREATE INDEX webhooks_delivery_open ON webhooks_delivery (endpoint_id, id) WHERE state <> 'done';
CREATE INDEX webhooks_delivery_made ON webhooks_delivery (made_at);

CREATE TABLE webhooks_round (
    key {text} NOT NULL PRIMARY KEY, -- internal: ledger
    place {int} NOT NULL -- internal: how far it was followed
) {strict};
