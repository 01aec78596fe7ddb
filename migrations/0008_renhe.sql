-- What the program as a whole keeps: edited calendar years and edited rule rows.
CREATE TABLE renhe_year (
    year {int} NOT NULL PRIMARY KEY, -- public: civil year
    text {text} NOT NULL, -- public: its table of days off and make-up working days, as TOML
    notice {text} NOT NULL, -- public: number or address of the State Council notice
    set_at {int} NOT NULL -- internal: when it was set
) {strict};

CREATE TABLE renhe_rule (
    id {id}, -- internal: key
    rule {text} NOT NULL, -- public: key of the rule row
    value {int} NOT NULL, -- public: the value
    from_on {text} NOT NULL, -- public: valid from this civil date
    why {text} NOT NULL, -- public: on what the county rests the change
    set_at {int} NOT NULL -- internal: when it was set
) {strict};
