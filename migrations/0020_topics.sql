-- Special topics (专题): a topic belongs to a site; what it shows is drawn from what is published.
CREATE TABLE topics_topic (
    id {id}, -- public: key
    site_id {int} NOT NULL REFERENCES edition_site (id), -- public: its site
    slug {text} NOT NULL, -- public: short name in addresses
    state {text} NOT NULL, -- public: draft, published, archived or withdrawn
    title {text} NOT NULL, -- public: title
    summary {text} NOT NULL, -- public: what it is about
    accent {text} NOT NULL, -- public: key of its colours; empty for the usual ones
    art {text} NOT NULL, -- public: digest of the picture at its head
    art_alt {text} NOT NULL, -- public: what that picture shows
    opens_on {text} NOT NULL, -- public: civil date from which it is shown
    closes_on {text} NOT NULL, -- public: civil date of its last day, may be empty
    version {int} NOT NULL, -- public: counts its changes, so that two keepers do not overwrite each other
    first_at {int}, -- public: when it was first published
    archived_at {int}, -- public: when it was archived
    withdrawn_at {int}, -- public: when it was withdrawn
    withdrawn_why {text} NOT NULL, -- public: why it was withdrawn, as the notice says
    UNIQUE (site_id, slug)
) {strict};
CREATE INDEX topics_topic_list ON topics_topic (site_id, state, opens_on, id);
CREATE INDEX topics_topic_first ON topics_topic (first_at, id) WHERE first_at IS NOT NULL;

CREATE TABLE topics_version (
    id {id}, -- public: key
    topic_id {int} NOT NULL REFERENCES topics_topic (id), -- public: the topic
    version {int} NOT NULL, -- public: counted from 1; the highest is shown
    what {text} NOT NULL, -- internal: facts or blocks, what was changed
    content {text} NOT NULL, -- public: everything that was typed, as JSON
    at {int} NOT NULL, -- internal: when it was set
    person_id {int}, -- internal: the official who set it
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    UNIQUE (topic_id, version)
) {strict};

CREATE TABLE topics_preview (
    token {text} NOT NULL PRIMARY KEY, -- internal: in the address of the preview page
    topic_id {int} NOT NULL REFERENCES topics_topic (id), -- internal: the topic
    person_id {int}, -- internal: the official who alone may look at it
    content {text} NOT NULL, -- internal: what was typed and not saved, as JSON
    ends_at {int} NOT NULL -- internal: when it is forgotten
) {strict};
CREATE INDEX topics_preview_ends ON topics_preview (ends_at);

-- The keywords of what is published, one a row: by them topics gather what belongs to them.
CREATE TABLE edition_tag (
    word {text} NOT NULL, -- public: keyword, folded for comparing
    item_id {int} NOT NULL REFERENCES edition_item (id), -- public: the published edition
    at {int} NOT NULL, -- public: the time of publication, by which lists are ordered
    PRIMARY KEY (word, item_id)
) {strict};
CREATE INDEX edition_tag_list ON edition_tag (word, at, item_id);
CREATE INDEX edition_tag_item ON edition_tag (item_id);
