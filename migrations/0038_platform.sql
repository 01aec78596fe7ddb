-- Disclosure platform (公开平台): versions of guides, rules and standard catalogues, what was handed over as it was, gaps that columns
-- have of their own, terminals that are registered.
CREATE TABLE disclosure_page_version (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the organ
    kind {text} NOT NULL, -- public: guide (公开指南) or rules (公开制度)
    version {int} NOT NULL, -- public: counted from 1; the greatest is shown
    body {text} NOT NULL, -- public: the text as clean HTML
    at {int} NOT NULL, -- public: when it was set
    actor {text} NOT NULL, -- internal: name, unit and post of whoever set it, empty for texts of before
    UNIQUE (unit_id, kind, version)
) {strict};
INSERT INTO disclosure_page_version (unit_id, kind, version, body, at, actor)
SELECT unit_id, kind, 1, body, changed_at, '' FROM disclosure_page ORDER BY unit_id, kind;
DROP TABLE disclosure_page;

CREATE TABLE disclosure_standard_version (
    id {id}, -- public: key
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit whose catalogue it is
    domain {text} NOT NULL, -- public: one of the 26 domains
    version {int} NOT NULL, -- public: counted from 1
    content {text} NOT NULL, -- public: the rows as JSON, as they were set
    at {int} NOT NULL, -- public: when it was set
    actor {text} NOT NULL, -- internal: name, unit and post of whoever set it
    UNIQUE (unit_id, domain, version)
) {strict};

ALTER TABLE disclosure_list ADD COLUMN content {text} NOT NULL DEFAULT ''; -- public: the entries as JSON, as they were published; empty for versions of before
ALTER TABLE disclosure_transfer ADD COLUMN digest {text} NOT NULL DEFAULT ''; -- internal: digest of the sheet that was handed over, empty for transfers of before
CREATE TABLE disclosure_reminder (
    unit_id {int} NOT NULL PRIMARY KEY REFERENCES identity_unit (id), -- internal: the unit that has to look at what it kept closed
    told_at {int} NOT NULL, -- internal: when its keepers were told last
    items {int} NOT NULL -- internal: how much was due then
) {strict};
CREATE INDEX edition_item_closed ON edition_item (unit_id, id) WHERE attribute = 'closed';
CREATE INDEX edition_live_year ON edition_live (year) WHERE index_no <> '';

ALTER TABLE edition_column ADD COLUMN gap_days {int}; -- public: longest time without news in days that its keeper set; empty when that of its kind holds
UPDATE store_search SET facets = facets || '
disclosed=1', version = version + 1 WHERE kind = 'edition' AND index_number <> '' AND removed = 0;

CREATE TABLE sites_terminal (
    id {id}, -- internal: key
    token {text} UNIQUE, -- secret: digest of the name that its browser keeps, empty before its code was typed
    code {text} UNIQUE, -- secret: digest of the code that is typed at the terminal, empty afterwards
    code_until {int}, -- internal: until when the code holds
    name {text} NOT NULL, -- internal: what it is called, such as 县档案馆一楼
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that looks after it
    made_at {int} NOT NULL, -- internal: when it was registered
    made_by {text} NOT NULL, -- internal: name, unit and post of whoever registered it
    closed_at {int} -- internal: when it was given up
) {strict};

CREATE TABLE sites_terminal_print (
    terminal_id {int} NOT NULL REFERENCES sites_terminal (id), -- internal: the terminal
    on_date {text} NOT NULL, -- internal: civil date
    sheets {int} NOT NULL, -- internal: sheets that it printed
    PRIMARY KEY (terminal_id, on_date)
) {strict};

CREATE INDEX guide_item_topic ON guide_item (topic, rank, id) WHERE ended_at IS NULL;
INSERT INTO store_search (kind, row_id, title, body, audience, site, dated, facets, number, index_number, url, removed, version,
indexed_version)
SELECT 'guide.item', i.id, i.name, i.topic || ' ' || u.short_name, 'public', '', NULL, 'unit=' || u.short_name, '', '',
'/guide/' || i.id, 0, 1, 0 FROM guide_item i JOIN identity_unit u ON u.id = i.unit_id WHERE i.ended_at IS NULL;
