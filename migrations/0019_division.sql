-- Administrative divisions (行政区划): townships and villages whose names the address field of a form proposes.
CREATE TABLE identity_division (
    code {text} NOT NULL PRIMARY KEY, -- public: statistical division code of 2, 4, 6, 9 or 12 digits; the division above has its beginning
    name {text} NOT NULL, -- public: name
    edition {text} NOT NULL, -- public: whose table and of which year, since the authorities' codes disagree
    changed_at {int} NOT NULL -- internal: when it was imported or last changed
) {strict};
