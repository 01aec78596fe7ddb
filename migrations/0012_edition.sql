-- Editions (稿件): sites, columns, and what the county says in them.
CREATE TABLE edition_site (
    id {id}, -- public: key
    parent_id {int} REFERENCES edition_site (id), -- public: the site above; none for the portal
    slug {text} NOT NULL UNIQUE, -- public: short name in addresses; main for the portal
    name {text} NOT NULL, -- public: name of the site
    kind {text} NOT NULL, -- public: portal, department, town or topic
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that keeps it
    host {text} NOT NULL, -- public: host name of its own, may be empty
    rank {int} NOT NULL, -- public: explicit order among siblings, smallest first
    closed_at {int} -- public: when it was taken off line or archived
) {strict};
CREATE INDEX edition_site_parent ON edition_site (parent_id, rank, id);

CREATE TABLE edition_column (
    id {id}, -- public: key
    site_id {int} NOT NULL REFERENCES edition_site (id), -- public: its site
    parent_id {int} REFERENCES edition_column (id), -- public: the column above
    slug {text} NOT NULL, -- public: short name in addresses
    name {text} NOT NULL, -- public: name of the column (栏目)
    kind {text} NOT NULL, -- public: news, notice, policy, overview, organs, leaders, catalogue, topic, link and others
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that has to keep it current
    gap_rule {text} NOT NULL, -- public: rule row of the longest time without news; empty for none
    note {text} NOT NULL, -- public: what belongs in it
    link {text} NOT NULL, -- public: address that a column of the kind link leads to
    rank {int} NOT NULL, -- public: explicit order among siblings, smallest first
    path {text} NOT NULL, -- public: keys from the top down to this column, as /1/4/
    hidden {int} NOT NULL, -- public: 1 while it is not shown in menus
    items {int} NOT NULL, -- public: how many published editions it holds, those of the columns under it included
    last_at {int}, -- public: when something was last published in it or under it
    closed_at {int}, -- public: when it was closed
    UNIQUE (site_id, slug)
) {strict};
CREATE INDEX edition_column_parent ON edition_column (site_id, parent_id, rank, id);
CREATE INDEX edition_column_unit ON edition_column (unit_id, id);

CREATE TABLE edition_item (
    id {id}, -- public: key, part of the address for ever
    kind {text} NOT NULL, -- public: article, images, video, policy, interpretation, chart, download or link
    site_id {int} NOT NULL REFERENCES edition_site (id), -- internal: the site it was written for
    column_id {int} NOT NULL REFERENCES edition_column (id), -- internal: the column it was written for
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: the unit that wrote it
    state {text} NOT NULL, -- internal: draft, review, ready, published or withdrawn
    title {text} NOT NULL, -- internal: title of the working copy
    content {text} NOT NULL, -- internal: the working copy as JSON
    seq {int} NOT NULL, -- internal: counts its changes, so that two editors do not overwrite each other
    version {int} NOT NULL, -- internal: the version of the working copy
    attribute {text} NOT NULL, -- internal: proposed disclosure attribute: active, request, closed or none
    attribute_why {text} NOT NULL, -- internal: basis of the attribute
    set_id {int}, -- internal: the set of editions that are published together
    matter_id {int}, -- internal: the review that it is or was in
    created_at {int} NOT NULL, -- internal: when it was begun
    created_by {int}, -- internal: the official who began it
    changed_at {int} NOT NULL, -- internal: when the working copy was last changed
    changed_by {int}, -- internal: the official who last changed it
    author {text} NOT NULL, -- internal: name, unit and post of whoever began it
    scheduled_at {int}, -- internal: when it is to be published
    published_at {int}, -- internal: when it was first published
    withdrawn_at {int}, -- internal: when it was withdrawn
    withdrawn_why {text} NOT NULL, -- public: why it was withdrawn, as the notice says
    origin {text} UNIQUE -- internal: whence it was imported, by which a second import finds it
) {strict};
CREATE INDEX edition_item_unit ON edition_item (unit_id, state, changed_at, id);
CREATE INDEX edition_item_site ON edition_item (site_id, state, changed_at, id);
CREATE INDEX edition_item_set ON edition_item (set_id) WHERE set_id IS NOT NULL;
CREATE INDEX edition_item_scheduled ON edition_item (scheduled_at, id) WHERE scheduled_at IS NOT NULL;

CREATE TABLE edition_version (
    id {id}, -- internal: key
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: of which edition
    version {int} NOT NULL, -- internal: counted from 1
    at {int} NOT NULL, -- internal: when it was kept
    person_id {int}, -- internal: who kept it
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    what {text} NOT NULL, -- internal: saved, submitted, published or imported
    content {text} NOT NULL, -- internal: the content as JSON
    UNIQUE (item_id, version)
) {strict};

CREATE TABLE edition_live (
    item_id {int} NOT NULL PRIMARY KEY REFERENCES edition_item (id), -- public: what is published, and nothing else is
    kind {text} NOT NULL, -- public: article, images, video, policy, interpretation, chart, download or link
    site_id {int} NOT NULL, -- public: its own site
    column_id {int} NOT NULL, -- public: its own column
    unit_id {int} NOT NULL, -- public: the unit that publishes it
    version {int} NOT NULL, -- public: which version it is
    title {text} NOT NULL, -- public: title
    summary {text} NOT NULL, -- public: summary for lists and feeds
    cover {text} NOT NULL, -- public: digest of the picture for lists, may be empty
    cover_alt {text} NOT NULL, -- public: what the picture shows
    content {text} NOT NULL, -- public: everything else as JSON
    published_at {int} NOT NULL, -- public: the time of publication that is shown
    revised_at {int} NOT NULL, -- public: when this version was published
    index_no {text} NOT NULL, -- public: index number (索引号), may be empty
    doc_no {text} NOT NULL, -- public: document number (发文字号), may be empty
    doc_key {text} NOT NULL, -- public: the document number with all brackets and widths made alike
    made_on {text} NOT NULL, -- public: date of the document (成文日期), may be empty
    year {int} NOT NULL, -- public: year of that date, or of publication
    theme {text} NOT NULL, -- public: theme (主题分类), may be empty
    genre {text} NOT NULL, -- public: genre (体裁), may be empty
    validity {text} NOT NULL, -- public: valid, expired, repealed, amended or empty
    node {text} NOT NULL -- public: node of the disclosure catalogue, may be empty
) {strict};
CREATE INDEX edition_live_site ON edition_live (site_id, published_at, item_id);
CREATE INDEX edition_live_disclosed ON edition_live (published_at, item_id) WHERE index_no <> '';
CREATE INDEX edition_live_node ON edition_live (node, published_at, item_id) WHERE node <> '';
CREATE INDEX edition_live_unit ON edition_live (unit_id, published_at, item_id);
CREATE INDEX edition_live_doc ON edition_live (doc_key) WHERE doc_key <> '';
CREATE INDEX edition_live_index ON edition_live (index_no) WHERE index_no <> '';
CREATE INDEX edition_live_kind ON edition_live (kind, published_at, item_id);

CREATE TABLE edition_place (
    column_id {int} NOT NULL REFERENCES edition_column (id), -- public: the column in which it is shown
    item_id {int} NOT NULL REFERENCES edition_item (id), -- public: the edition
    site_id {int} NOT NULL, -- public: the column's site
    kind {text} NOT NULL, -- public: own, quoted (引用), or above for a column over one of these
    at {int} NOT NULL, -- public: the time of publication, by which lists are ordered
    shown {int} NOT NULL, -- public: 1 while the edition is published
    pinned_until {int}, -- public: until when it stands on top (置顶)
    PRIMARY KEY (column_id, item_id)
) {strict};
CREATE INDEX edition_place_list ON edition_place (column_id, at, item_id) WHERE shown = 1;
CREATE INDEX edition_place_pinned ON edition_place (column_id, pinned_until) WHERE pinned_until IS NOT NULL;
CREATE INDEX edition_place_item ON edition_place (item_id, column_id);
CREATE INDEX edition_place_site ON edition_place (site_id, at, item_id) WHERE shown = 1 AND kind <> 'above';

CREATE TABLE edition_file (
    id {id}, -- public: key, part of the address
    item_id {int} NOT NULL REFERENCES edition_item (id), -- public: the edition
    digest {text} NOT NULL REFERENCES store_file (digest), -- public: address of the content
    name {text} NOT NULL, -- public: name as uploaded, cleaned
    size {int} NOT NULL, -- public: bytes
    media_type {text} NOT NULL, -- public: decided by the content
    role {text} NOT NULL, -- public: attachment, image, cover, video or source
    alt {text} NOT NULL, -- public: what a picture shows
    rank {int} NOT NULL, -- public: order
    at {int} NOT NULL, -- internal: when it came
    removed_at {int} -- internal: when it was taken out of the working copy
) {strict};
CREATE INDEX edition_file_of ON edition_file (item_id, rank, id);
CREATE INDEX edition_file_digest ON edition_file (digest, item_id);

CREATE TABLE edition_link (
    item_id {int} NOT NULL REFERENCES edition_item (id), -- public: from this edition
    other_id {int} NOT NULL REFERENCES edition_item (id), -- public: to that one
    kind {text} NOT NULL, -- public: interprets, interpreted, charts, charted, supersedes, superseded, amends, amended, cites, cited, related
    PRIMARY KEY (item_id, kind, other_id)
) {strict};

CREATE TABLE edition_address (
    host {text} NOT NULL, -- public: host name of the old address; empty for any
    path {text} NOT NULL, -- public: path and query of the old address
    item_id {int} REFERENCES edition_item (id), -- public: the edition that it leads to now
    target {text} NOT NULL, -- public: or another local address
    at {int} NOT NULL, -- internal: since when
    PRIMARY KEY (path, host)
) {strict};
CREATE INDEX edition_address_item ON edition_address (item_id);
