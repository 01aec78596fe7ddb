-- Calendar feeds (日历订阅): the dates on which an official's open work is due, for the calendar of a telephone or a mail program.
CREATE TABLE identity_feed (
    person_id {int} PRIMARY KEY REFERENCES identity_person (id), -- internal: whose
    token_digest {text} NOT NULL UNIQUE, -- secret: keyed SM3 of the token in the address
    made_at {int} NOT NULL, -- internal: when the address was made
    read_at {int} -- internal: last reading, to the hour; none before the first
) {strict};
