-- What was published without reviews (强制发布, 按原样发布的旧网站) stands in one list, for a second pair of eyes: editions and imports alike.
CREATE TABLE content_unreviewed (
    id {id}, -- internal: key
    item_id {int} REFERENCES edition_item (id), -- internal: the edition that was published without its reviews; none for an import
    version {int} NOT NULL, -- internal: the version of it that was published; 0 for an import
    import_id {int} UNIQUE REFERENCES content_import (id), -- internal: the import that published without reviews; none for an edition
    title {text} NOT NULL, -- internal: title of the edition then, or name of the file of the older site
    unit_id {int} NOT NULL, -- internal: the unit that keeps the site
    why {text} NOT NULL, -- internal: the reason
    at {int} NOT NULL, -- internal: when it was published, or begun
    person_id {int}, -- internal: the official who did it
    actor {text} NOT NULL, -- internal: name, unit and post of that official
    findings {text} NOT NULL, -- internal: findings of the machine by kind before it was published, for people
    stops {int} NOT NULL, -- internal: how many of these had to be put right
    due_at {int}, -- internal: until when a second person looks at it; none for those of older versions
    reminded_at {int}, -- internal: when those who may look were reminded
    looked_at {int}, -- internal: when a second person looked at it
    looked_by {int}, -- internal: the second person
    looker {text} NOT NULL, -- internal: name, unit and post of the second person
    verdict {text} NOT NULL, -- internal: right, corrected or withdrawn; empty before
    note {text} NOT NULL -- internal: what the second person found
) {strict};
INSERT INTO content_unreviewed (item_id, version, import_id, title, unit_id, why, at, person_id, actor, findings, stops, due_at,
    reminded_at, looked_at, looked_by, looker, verdict, note)
SELECT item_id, version, NULL, title, unit_id, why, at, person_id, actor, findings, stops, due_at, reminded_at, looked_at, looked_by,
    looker, verdict, note FROM content_forced ORDER BY id;
INSERT INTO content_unreviewed (item_id, version, import_id, title, unit_id, why, at, person_id, actor, findings, stops, due_at,
    reminded_at, looked_at, looked_by, looker, verdict, note)
SELECT NULL, 0, f.import_id, i.name, f.unit_id, f.why, f.at, f.person_id, f.actor, '', 0, f.due_at, f.reminded_at, f.looked_at,
    f.looked_by, f.looker, f.verdict, f.note
FROM content_import_forced f JOIN content_import i ON i.id = f.import_id ORDER BY f.import_id;
DROP TABLE content_forced;
DROP TABLE content_import_forced;
CREATE INDEX content_unreviewed_unit ON content_unreviewed (unit_id, at, id);
CREATE INDEX content_unreviewed_open ON content_unreviewed (at, id) WHERE looked_at IS NULL;
CREATE INDEX content_unreviewed_item ON content_unreviewed (item_id, id);
CREATE INDEX content_unreviewed_due ON content_unreviewed (due_at) WHERE looked_at IS NULL AND reminded_at IS NULL;
