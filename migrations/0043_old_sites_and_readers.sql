-- Imports of older sites from the workbench: what was found in a file of saved pages, and what became of each. How often
-- articles are read. What has no known date is found under no year.
CREATE TABLE content_import (
    id {id}, -- internal: key
    site_id {int} NOT NULL REFERENCES edition_site (id), -- internal: the site into which the pages come
    column_id {int} NOT NULL REFERENCES edition_column (id), -- internal: the column of pages for which no other is chosen
    name {text} NOT NULL, -- internal: name of the file of saved pages
    digest {text} NOT NULL REFERENCES store_file (digest), -- internal: the file of saved pages
    size {int} NOT NULL, -- internal: its bytes
    at {int} NOT NULL, -- internal: when it was handed in
    person_id {int}, -- internal: the official who did it
    actor {text} NOT NULL, -- internal: name, unit and post of that official
    state {text} NOT NULL, -- internal: looking, looked, running, done, failed or dropped
    manner {text} NOT NULL, -- internal: published or drafts; empty before it was chosen
    undated {int} NOT NULL, -- internal: 1 when pages without a date are taken too
    pages {int} NOT NULL, -- internal: pages in the file
    done {int} NOT NULL, -- internal: pages that the step in hand is done with
    problem {text} NOT NULL, -- internal: why it failed; empty otherwise
    ended_at {int} -- internal: when it was done, given up or had failed
) {strict};
CREATE INDEX content_import_site ON content_import (site_id, id);

CREATE TABLE content_import_page (
    id {id}, -- internal: key
    import_id {int} NOT NULL REFERENCES content_import (id), -- internal: the import
    shown {text} NOT NULL, -- internal: where the page lies in the file
    url {text} NOT NULL, -- internal: its old address; empty when it could not be read
    title {text} NOT NULL, -- internal: its title; empty when it could not be read
    dated {text} NOT NULL, -- internal: its date; empty when it names none
    source {text} NOT NULL, -- internal: who said it first
    shape {text} NOT NULL, -- internal: whose system made it
    place {text} NOT NULL, -- internal: the column or the folder in which it stood
    column_id {int}, -- internal: the column into which it comes; none when it is not to come
    files {int} NOT NULL, -- internal: pictures and attachments that lie beside it
    remarks {text} NOT NULL, -- internal: what of it is not there or was left out, a line each
    outcome {text} NOT NULL, -- internal: empty before, then left, new, changed, same, held or refused
    why {text} NOT NULL, -- internal: why it was left, held or refused
    item_id {int} REFERENCES edition_item (id) -- internal: the edition that it became
) {strict};
CREATE INDEX content_import_page_of ON content_import_page (import_id, outcome, id);
CREATE INDEX content_import_page_place ON content_import_page (import_id, place);

CREATE TABLE content_read (
    item_id {int} NOT NULL PRIMARY KEY REFERENCES edition_item (id), -- public: the edition
    reads {int} NOT NULL -- public: how often it was read
) {strict};

CREATE TABLE content_read_day (
    on_date {text} NOT NULL, -- internal: civil date
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the edition
    reads {int} NOT NULL, -- internal: how often it was read on that date
    PRIMARY KEY (on_date, item_id)
) {strict};

UPDATE edition_live SET year = 0 WHERE published_at = 0 AND made_on = '';
