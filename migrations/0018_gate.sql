-- The content gate (发布前检查): the editors' own words, and what each reading found by kind.
CREATE TABLE submission_word (
    id {id}, -- internal: key
    kind {text} NOT NULL, -- internal: wrong, name, muted or host
    text {text} NOT NULL, -- internal: the word, expression or host name
    instead {text} NOT NULL, -- internal: what to write instead of a wrong word, else empty
    why {text} NOT NULL, -- internal: the reason
    person_id {int}, -- internal: the official who put it on the list
    actor {text} NOT NULL, -- internal: name, unit and post as they were then
    at {int} NOT NULL, -- internal: when
    removed_at {int}, -- internal: when it was taken off the list
    removed_by {text} NOT NULL DEFAULT '' -- internal: who took it off
) {strict};
CREATE INDEX submission_word_on ON submission_word (removed_at, kind, id);

ALTER TABLE submission_pass ADD COLUMN kinds {text} NOT NULL DEFAULT ''; -- internal: findings of the machine by kind, for people
