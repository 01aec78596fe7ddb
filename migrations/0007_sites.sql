-- Sites (网站): what the shells print on every page, kept by the e-government office.
CREATE TABLE sites_setting (
    key {text} NOT NULL PRIMARY KEY, -- public: which setting
    value {text} NOT NULL, -- public: its value
    set_at {int} NOT NULL -- internal: when it was last set
) {strict};
