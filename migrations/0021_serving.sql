-- Sites (网站): what is served is compared with what was published (网页防篡改), and links that lead nowhere (错链).
CREATE TABLE sites_round (
    key {text} NOT NULL PRIMARY KEY, -- internal: which walk: articles, files, links or ledger
    place {text} NOT NULL, -- internal: the last that it looked at
    ended_at {int} -- internal: when it came to the end last
) {strict};

CREATE TABLE sites_guard (
    id {id}, -- internal: key
    began_at {int} NOT NULL, -- internal: when the comparison began
    ended_at {int} NOT NULL, -- internal: when it ended
    pages {int} NOT NULL, -- internal: kept pages that were compared
    renewed {int} NOT NULL, -- internal: of these, how many were out of date and were made anew
    articles {int} NOT NULL, -- internal: published editions that were compared with their versions
    files {int} NOT NULL, -- internal: stored files that were read again
    found {int} NOT NULL, -- internal: differences
    restored {int} NOT NULL -- internal: differences that were put right
) {strict};
CREATE INDEX sites_guard_at ON sites_guard (began_at);

CREATE TABLE sites_alarm (
    id {id}, -- internal: key
    guard_id {int} NOT NULL REFERENCES sites_guard (id), -- internal: the comparison that found it
    at {int} NOT NULL, -- internal: when it was found
    kind {text} NOT NULL, -- internal: page, article or file
    subject {text} NOT NULL, -- internal: address of the page or article, digest of the file
    title {text} NOT NULL, -- internal: what it is, for people
    what {text} NOT NULL, -- internal: what was found, for people
    restored {int} NOT NULL, -- internal: 1 when it was put right at once
    looked_at {int}, -- internal: when somebody had dealt with it
    person_id {int}, -- internal: who had
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    note {text} NOT NULL -- internal: what came of it
) {strict};
CREATE INDEX sites_alarm_open ON sites_alarm (looked_at, id);
CREATE INDEX sites_alarm_subject ON sites_alarm (kind, subject, id);

CREATE TABLE sites_deadlink (
    id {id}, -- internal: key
    site_id {int} NOT NULL REFERENCES edition_site (id), -- internal: the site of the edition
    unit_id {int} NOT NULL, -- internal: the unit that publishes it
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: the edition in which the link stands
    title {text} NOT NULL, -- internal: its title then
    href {text} NOT NULL, -- internal: the address as written
    words {text} NOT NULL, -- internal: the words of the link
    host {text} NOT NULL, -- internal: host of an outside address, empty for own ones
    state {text} NOT NULL, -- internal: bad, mended or ignored
    status {int} NOT NULL, -- internal: how it is answered (HTTP), 0 for not at all
    since {int} NOT NULL, -- internal: when it was found bad
    checked_at {int} NOT NULL, -- internal: when it was looked at last
    why {text} NOT NULL, -- internal: why it is ignored
    person_id {int}, -- internal: the official who decided so
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    UNIQUE (item_id, href)
) {strict};
CREATE INDEX sites_deadlink_site ON sites_deadlink (site_id, state, id);
CREATE INDEX sites_deadlink_since ON sites_deadlink (since, unit_id);

CREATE TABLE sites_outside (
    item_id {int} NOT NULL REFERENCES edition_item (id), -- internal: a published edition
    host {text} NOT NULL, -- internal: a host outside to which it leads
    site_id {int} NOT NULL, -- internal: the edition's site
    links {int} NOT NULL, -- internal: how many of its links lead there
    PRIMARY KEY (item_id, host)
) {strict};
CREATE INDEX sites_outside_host ON sites_outside (site_id, host);
