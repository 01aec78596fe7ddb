-- The reprint desk (转载): feeds of upper levels, what came in them, and which unit has to reprint it until when.
CREATE TABLE reprint_source (
    id {id}, -- internal: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that keeps it
    name {text} NOT NULL, -- internal: 来源名称, as reprints name it
    level {text} NOT NULL, -- internal: state, province or city
    address {text} NOT NULL, -- internal: address of the feed, may be empty
    reads {int} NOT NULL, -- internal: 1 while the feed is asked by itself
    duty {int} NOT NULL, -- internal: 1 when what comes must be reprinted
    note {text} NOT NULL, -- internal: what is to be heeded
    version {int} NOT NULL, -- internal: counts its changes, so that two keepers do not overwrite each other
    since {int} NOT NULL, -- internal: what was published before is history and no duty
    closed_at {int}, -- internal: when it was given up
    read_at {int}, -- internal: when the feed was asked last
    good_at {int}, -- internal: when it was read last without a problem
    next_at {int}, -- internal: when it is asked again
    failed {int} NOT NULL, -- internal: how often in a row it could not be read
    problem {text} NOT NULL, -- internal: why, in Chinese; empty when it was read
    tag {text} NOT NULL, -- internal: the validator that the server gave with the last answer
    items {int} NOT NULL -- internal: how many things came from it
) {strict};
CREATE INDEX reprint_source_unit ON reprint_source (unit_id, id);
CREATE INDEX reprint_source_next ON reprint_source (next_at, id) WHERE reads = 1 AND closed_at IS NULL;

CREATE TABLE reprint_target (
    source_id {int} NOT NULL REFERENCES reprint_source (id), -- internal: the source
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: a unit that reprints what comes from it
    column_id {int} NOT NULL REFERENCES edition_column (id), -- internal: into this column
    PRIMARY KEY (source_id, unit_id)
) {strict};

CREATE TABLE reprint_item (
    id {id}, -- internal: key
    source_id {int} NOT NULL REFERENCES reprint_source (id), -- internal: the source from which it came first
    address {text} NOT NULL UNIQUE, -- internal: address of the original, by which it is known again
    title {text} NOT NULL, -- internal: title of the original
    issuer {text} NOT NULL, -- internal: who said it there, may be empty
    published_at {int}, -- internal: when it was published there, when that is known
    body {text} NOT NULL, -- internal: its text as safe HTML, may be empty
    note {text} NOT NULL, -- internal: what of its text did not come along
    came_at {int} NOT NULL, -- internal: when it came
    came_by {text} NOT NULL, -- internal: feed, file or hand
    came_on {text} NOT NULL, -- internal: civil date on which it came
    person_id {int}, -- internal: the official who entered it
    ask_at {int}, -- internal: when the original is asked for again
    misses {int} NOT NULL, -- internal: how often in a row it was answered that the original is gone
    gone_at {int} -- internal: since when the original counts as withdrawn
) {strict};
CREATE INDEX reprint_item_source ON reprint_item (source_id, id);
CREATE INDEX reprint_item_ask ON reprint_item (ask_at, id) WHERE gone_at IS NULL;

CREATE TABLE reprint_task (
    id {id}, -- internal: key
    item_id {int} NOT NULL REFERENCES reprint_item (id), -- internal: what is to be reprinted
    source_id {int} NOT NULL REFERENCES reprint_source (id), -- internal: its source
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that reprints it
    column_id {int} NOT NULL REFERENCES edition_column (id), -- internal: the column for which it is meant
    matter_id {int} NOT NULL UNIQUE REFERENCES matter_matter (id), -- internal: how it runs
    duty {int} NOT NULL, -- internal: 1 when it must be reprinted, 0 when the unit chose to
    state {text} NOT NULL, -- internal: state of the matter
    started_at {int} NOT NULL, -- internal: from when its time counts
    started_on {text} NOT NULL, -- internal: the civil date of that
    edition_id {int} REFERENCES edition_item (id), -- internal: the reprint
    done_at {int}, -- internal: when the reprint was published first
    done_by {text} NOT NULL, -- internal: who published it: name, unit and post as they were then
    altered {int} NOT NULL, -- internal: 1 when the reprint has another title than the original
    hidden_at {int}, -- internal: when the reprint was withdrawn
    UNIQUE (item_id, unit_id)
) {strict};
CREATE INDEX reprint_task_unit ON reprint_task (unit_id, started_on, id);
CREATE INDEX reprint_task_on ON reprint_task (started_on, id);
CREATE INDEX reprint_task_state ON reprint_task (state, id);
CREATE INDEX reprint_task_edition ON reprint_task (edition_id) WHERE edition_id IS NOT NULL;

CREATE TABLE reprint_known (
    edition_id {int} NOT NULL PRIMARY KEY REFERENCES edition_item (id), -- public: a published edition that names its original
    address {text} NOT NULL -- public: address of the original
) {strict};
CREATE INDEX reprint_known_address ON reprint_known (address, edition_id);

CREATE TABLE reprint_round (
    key {text} NOT NULL PRIMARY KEY, -- internal: ledger or walk
    place {int} NOT NULL -- internal: how far it has come
) {strict};
