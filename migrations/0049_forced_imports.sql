-- Older sites that were brought in as they were, without reviews (按原样发布): one entry for each import, looked at by a second person.
CREATE TABLE content_import_forced (
    import_id {int} NOT NULL PRIMARY KEY REFERENCES content_import (id), -- internal: the import that published without reviews
    unit_id {int} NOT NULL, -- internal: the unit that keeps the site
    why {text} NOT NULL, -- internal: the reason
    at {int} NOT NULL, -- internal: when it was begun
    person_id {int}, -- internal: the official who began it
    actor {text} NOT NULL, -- internal: name, unit and post of that official
    due_at {int} NOT NULL, -- internal: until when a second person looks at it
    reminded_at {int}, -- internal: when those who may look were reminded
    looked_at {int}, -- internal: when a second person looked at it
    looked_by {int}, -- internal: the second person
    looker {text} NOT NULL, -- internal: name, unit and post of the second person
    verdict {text} NOT NULL, -- internal: right, corrected or withdrawn; empty before
    note {text} NOT NULL -- internal: what the second person found
) {strict};
CREATE INDEX content_import_forced_unit ON content_import_forced (unit_id, import_id);
CREATE INDEX content_import_forced_due ON content_import_forced (due_at) WHERE looked_at IS NULL AND reminded_at IS NULL;
