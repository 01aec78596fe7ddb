-- Jobs, files and the texts to search: what every line uses and no line owns.
CREATE TABLE store_job (
    id {id}, -- internal: key
    kind {text} NOT NULL, -- internal: which handler runs it
    payload {text} NOT NULL, -- personal: what the handler needs, as JSON
    state {text} NOT NULL, -- internal: waiting, running, done, failed
    run_at {int} NOT NULL, -- internal: not before this moment
    attempts {int} NOT NULL DEFAULT 0, -- internal: how often it was tried
    claimed_at {int}, -- internal: when a worker took it or last said that it is at work
    claimed_by {text}, -- internal: the worker that took it, a random name
    ended_at {int}, -- internal: when it was done or given up
    problem {text}, -- personal: why the last try failed
    unique_key {text} UNIQUE -- internal: two jobs with the same key are one
) {strict};
CREATE INDEX store_job_due ON store_job (state, run_at, id);

CREATE TABLE store_file (
    digest {text} NOT NULL PRIMARY KEY, -- internal: SM3 of the content, which is its address
    size {int} NOT NULL, -- internal: bytes
    media_type {text} NOT NULL, -- internal: decided by the content
    stored_at {int} NOT NULL -- internal: when it first arrived
) {strict};

CREATE TABLE store_search (
    kind {text} NOT NULL, -- internal: kind of the thing that can be found
    row_id {int} NOT NULL, -- internal: key of the thing
    title {text} NOT NULL, -- personal: its title
    body {text} NOT NULL, -- personal: its text
    audience {text} NOT NULL, -- internal: public, or the keys of the units that may find it as 3,17
    removed {int} NOT NULL, -- internal: 1 when it is to leave the index
    version {int} NOT NULL, -- internal: counts its changes
    indexed_version {int} NOT NULL, -- internal: the version that the index holds; 0 when none
    PRIMARY KEY (kind, row_id)
) {strict};
CREATE INDEX store_search_waiting ON store_search (kind, row_id) WHERE version <> indexed_version;
