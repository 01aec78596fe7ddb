-- Editions: who set a moment of publication and why it was not kept; what a forced publication was warned of and until when a
-- second person looks at it; the column as a facet of the search, and working copies that officials find.
ALTER TABLE edition_item ADD COLUMN scheduled_by {int}; -- internal: person who set the moment of publication
ALTER TABLE edition_item ADD COLUMN schedule_failed {text} NOT NULL DEFAULT ''; -- internal: why nothing was published at the moment that was set last, empty for nothing

ALTER TABLE content_forced ADD COLUMN findings {text} NOT NULL DEFAULT ''; -- internal: findings of the machine by kind before it was published, for people
ALTER TABLE content_forced ADD COLUMN stops {int} NOT NULL DEFAULT 0; -- internal: how many of these had to be put right
ALTER TABLE content_forced ADD COLUMN due_at {int}; -- internal: until when a second person looks at it
ALTER TABLE content_forced ADD COLUMN reminded_at {int}; -- internal: when those who may look were reminded
CREATE INDEX content_forced_due ON content_forced (due_at) WHERE looked_at IS NULL AND reminded_at IS NULL;

-- The facet 栏目 of what is published: a line more in the pairs. The new version lets the index follow.
UPDATE store_search SET version = version + 1, facets = facets || '
column=' || (SELECT REPLACE(c.name, '=', ' ') FROM edition_live l JOIN edition_column c ON c.id = l.column_id
    WHERE l.item_id = store_search.row_id)
WHERE kind = 'edition' AND removed = 0 AND facets <> ''
    AND EXISTS (SELECT 1 FROM edition_live l JOIN edition_column c ON c.id = l.column_id WHERE l.item_id = store_search.row_id);

-- Working copies by their titles; their texts are found once they are saved again.
INSERT INTO store_search (kind, row_id, title, body, audience, site, facets, number, index_number, url, removed, version,
    indexed_version)
SELECT 'edition.draft', i.id, i.title, i.title, i.unit_id || '', '', '', '', '', '/work/content/' || i.id, 0, 1, 0
FROM edition_item i WHERE i.state <> 'published';
INSERT INTO store_search (kind, row_id, title, body, audience, site, facets, number, index_number, url, removed, version,
    indexed_version)
SELECT 'edition.handed', i.id, i.title, i.title, s.unit_id || '', '', '', '', '', '/work/content/' || i.id, 0, 1, 0
FROM edition_item i JOIN edition_site s ON s.id = i.site_id WHERE i.state <> 'published' AND s.unit_id <> i.unit_id;

-- Until when what is published is in force, and of what its unit was told.
ALTER TABLE edition_live ADD COLUMN valid_until {text}; -- public: civil date until which it is in force, empty for none; not set for what an older version published
CREATE INDEX edition_live_until ON edition_live (valid_until, item_id) WHERE valid_until <> '';
CREATE TABLE content_expiring (
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the published document
    until {text} NOT NULL, -- internal: civil date until which it is in force
    past {int} NOT NULL, -- internal: 0 when its unit was told before that date, 1 when after
    told_at {int} NOT NULL, -- internal: when its unit was told
    PRIMARY KEY (item_id, until, past)
) {strict};

-- Published editions that a unit offers to another site (报送), taken or not.
CREATE TABLE content_offer (
    id {id}, -- internal: key
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the published edition
    column_id {int} NOT NULL REFERENCES edition_column (id), -- internal: the column for which it is offered
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that keeps the column's site and decides
    from_unit {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that offers it
    note {text} NOT NULL, -- internal: what it says to the editors there, may be empty
    at {int} NOT NULL, -- internal: when
    actor {text} NOT NULL, -- internal: name, unit and post of whoever offered it
    state {text} NOT NULL, -- internal: open, taken or declined
    answered_at {int}, -- internal: when it was decided
    answerer {text} NOT NULL, -- internal: name, unit and post of whoever decided, empty before
    answer {text} NOT NULL -- internal: why it was not taken, empty otherwise
) {strict};
CREATE INDEX content_offer_unit ON content_offer (unit_id, id);
CREATE INDEX content_offer_from ON content_offer (from_unit, id);
CREATE UNIQUE INDEX content_offer_open ON content_offer (item_id, column_id) WHERE state = 'open';
