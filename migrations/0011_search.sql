-- Search: what a document carries beside its text, the words that editors keep, and what is asked often.
ALTER TABLE store_search ADD COLUMN site {text} NOT NULL DEFAULT ''; -- public: key of the site that shows it
ALTER TABLE store_search ADD COLUMN dated {text}; -- public: civil date by which it is ordered
ALTER TABLE store_search ADD COLUMN facets {text} NOT NULL DEFAULT ''; -- public: pairs key=value, one a line
ALTER TABLE store_search ADD COLUMN number {text} NOT NULL DEFAULT ''; -- public: document number (文号)
ALTER TABLE store_search ADD COLUMN index_number {text} NOT NULL DEFAULT ''; -- public: index number (索引号)
ALTER TABLE store_search ADD COLUMN url {text} NOT NULL DEFAULT ''; -- public: its local address

CREATE TABLE store_search_synonym (
    id {id}, -- internal: key
    said {text} NOT NULL, -- public: what people say
    means {text} NOT NULL, -- public: what texts say instead, divided by blanks; nothing switches a built-in word off
    set_at {int} NOT NULL, -- internal: when it was set
    UNIQUE (said)
) {strict};

CREATE TABLE store_search_bet (
    id {id}, -- internal: key
    asked {text} NOT NULL, -- public: the question, folded
    shown {text} NOT NULL, -- public: the question as it was entered
    title {text} NOT NULL, -- public: what is shown first for it
    url {text} NOT NULL, -- public: its local address
    set_at {int} NOT NULL -- internal: when it was set
) {strict};
CREATE INDEX store_search_bet_asked ON store_search_bet (asked);

CREATE TABLE store_search_asked (
    asked {text} NOT NULL PRIMARY KEY, -- internal: a question that found something, folded
    shown {text} NOT NULL, -- internal: as it was typed first; never one with personal data
    initials {text} NOT NULL, -- internal: first letters of its pinyin
    sound {text} NOT NULL, -- internal: its pinyin
    times {int} NOT NULL, -- internal: how often it was asked, halved every week
    last_on {text} NOT NULL -- internal: civil date on which it was asked last
) {strict};
CREATE INDEX store_search_asked_times ON store_search_asked (times);
CREATE INDEX store_search_asked_initials ON store_search_asked (initials);
CREATE INDEX store_search_asked_sound ON store_search_asked (sound);

CREATE TABLE store_search_blocked (
    word {text} NOT NULL PRIMARY KEY, -- internal: a word, folded; questions that hold it are neither hot nor suggested
    set_at {int} NOT NULL -- internal: when it was set
) {strict};
