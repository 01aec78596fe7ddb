-- Articles (稿件): files as they are published, forced publications, who is editing, drafts kept in the background, readers' verdict.
CREATE TABLE edition_shown (
    item_id {int} NOT NULL REFERENCES edition_item (id), -- public: the published edition
    file_id {int} NOT NULL REFERENCES edition_file (id), -- public: a file that it shows
    role {text} NOT NULL, -- public: attachment, image, cover or video, as it was published
    alt {text} NOT NULL, -- public: what a picture shows, as it was published
    rank {int} NOT NULL, -- public: order, as it was published
    PRIMARY KEY (item_id, file_id)
) {strict};
CREATE INDEX edition_shown_file ON edition_shown (file_id);
INSERT INTO edition_shown (item_id, file_id, role, alt, rank)
    SELECT f.item_id, f.id, f.role, f.alt, f.rank FROM edition_file f JOIN edition_live l ON l.item_id = f.item_id
    WHERE f.removed_at IS NULL AND f.role <> 'source';

CREATE TABLE content_forced (
    id {id}, -- internal: key
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the edition that was published without its reviews
    version {int} NOT NULL, -- internal: the version that was published
    title {text} NOT NULL, -- internal: its title then
    unit_id {int} NOT NULL, -- internal: the unit that keeps the site
    why {text} NOT NULL, -- internal: the reason
    at {int} NOT NULL, -- internal: when
    person_id {int}, -- internal: the official who did it
    actor {text} NOT NULL, -- internal: name, unit and post of that official
    looked_at {int}, -- internal: when a second person looked at it
    looked_by {int}, -- internal: the second person
    looker {text} NOT NULL, -- internal: name, unit and post of the second person
    verdict {text} NOT NULL, -- internal: right, corrected or withdrawn; empty before
    note {text} NOT NULL -- internal: what the second person found
) {strict};
CREATE INDEX content_forced_open ON content_forced (at, id) WHERE looked_at IS NULL;
CREATE INDEX content_forced_item ON content_forced (item_id, id);

CREATE TABLE content_editing (
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the edition that somebody has open for editing
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: who
    name {text} NOT NULL, -- internal: name and unit
    seen_at {int} NOT NULL, -- internal: when the page was last heard of
    PRIMARY KEY (item_id, person_id)
) {strict};
CREATE INDEX content_editing_seen ON content_editing (seen_at);

CREATE TABLE content_kept (
    item_id {int} NOT NULL, -- internal: the edition; 0 for one that was not saved yet
    person_id {int} NOT NULL REFERENCES identity_person (id), -- internal: who types
    fields {text} NOT NULL, -- internal: what was typed, as JSON
    at {int} NOT NULL, -- internal: when it was kept
    PRIMARY KEY (item_id, person_id)
) {strict};
CREATE INDEX content_kept_at ON content_kept (at);

CREATE TABLE content_useful (
    item_id {int} NOT NULL PRIMARY KEY REFERENCES edition_item (id), -- public: the edition
    yes {int} NOT NULL, -- public: readers who found it useful
    no {int} NOT NULL -- public: readers who did not
) {strict};
