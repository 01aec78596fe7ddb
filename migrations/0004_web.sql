-- Forms that count once, and forms kept until after sign-in.
CREATE TABLE web_once (
    key {text} NOT NULL PRIMARY KEY, -- internal: SM3 of the form's key and its address, or of a bot check's question
    location {text} NOT NULL, -- internal: local address to which the first sending led; empty while it is under way
    at {int} NOT NULL -- internal: when it arrived first
) {strict};
CREATE INDEX web_once_at ON web_once (at);

CREATE TABLE web_parked (
    token_digest {text} NOT NULL PRIMARY KEY, -- secret: SM3 of the token in the browser's cookie
    path {text} NOT NULL, -- internal: local address to which the form was sent
    sealed {blob} NOT NULL, -- personal: what was typed, sealed under the token, which is not stored
    ends_at {int} NOT NULL -- internal: when it is forgotten
) {strict};
CREATE INDEX web_parked_ends ON web_parked (ends_at);
