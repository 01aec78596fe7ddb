-- Sites (网站): how each site of the group looks, the order of persons in a column, who was reminded, what terminals printed.
CREATE TABLE sites_look (
    id {id}, -- public: key
    site_id {int} NOT NULL REFERENCES edition_site (id), -- public: the site
    version {int} NOT NULL, -- public: counted from 1; the highest is shown
    content {text} NOT NULL, -- public: accent, art, blocks of the home page, banners, links and footer as JSON
    at {int} NOT NULL, -- internal: when it was set
    person_id {int}, -- internal: the official who set it
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    UNIQUE (site_id, version)
) {strict};

CREATE TABLE sites_preview (
    token {text} NOT NULL PRIMARY KEY, -- internal: in the address of the preview page
    site_id {int} NOT NULL REFERENCES edition_site (id), -- internal: the site
    person_id {int}, -- internal: the official who alone may look at it
    content {text} NOT NULL, -- internal: a look that was not saved, as JSON
    ends_at {int} NOT NULL -- internal: when it is forgotten
) {strict};
CREATE INDEX sites_preview_ends ON sites_preview (ends_at);

CREATE TABLE sites_picture (
    id {id}, -- public: key, part of the address
    site_id {int} NOT NULL REFERENCES edition_site (id), -- public: the site
    digest {text} NOT NULL REFERENCES store_file (digest), -- public: address of the content
    name {text} NOT NULL, -- public: name as uploaded, cleaned
    alt {text} NOT NULL, -- public: what it shows, for those who cannot see it
    at {int} NOT NULL, -- internal: when it came
    removed_at {int} -- internal: when it was taken out of the list
) {strict};
CREATE INDEX sites_picture_of ON sites_picture (site_id, id);

CREATE TABLE sites_reminder (
    column_id {int} NOT NULL PRIMARY KEY REFERENCES edition_column (id), -- internal: the column that wants news
    state {text} NOT NULL, -- internal: near, late or blank, as its unit was told
    told_at {int} NOT NULL, -- internal: when its unit was told last
    times {int} NOT NULL -- internal: how often it was told since the column was last in time
) {strict};

CREATE TABLE sites_print (
    on_date {text} NOT NULL PRIMARY KEY, -- public: civil date
    sheets {int} NOT NULL -- public: pages printed at the terminals of that day
) {strict};

-- The explicit order of editions in a column (领导之窗: 排序以文件为准), kept when an edition is published anew.
CREATE TABLE edition_rank (
    column_id {int} NOT NULL REFERENCES edition_column (id), -- public: the column
    item_id {int} NOT NULL REFERENCES edition_item (id), -- public: the edition
    rank {int} NOT NULL, -- public: its place, smallest first
    PRIMARY KEY (column_id, item_id)
) {strict};
