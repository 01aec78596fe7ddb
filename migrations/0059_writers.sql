-- Who wrote anything of a text that another person has to approve, the version that somebody saw when he began to type, and what the reprint desk remembers of feeds and originals.
CREATE TABLE surveys_writer (
    subject {text} NOT NULL, -- internal: surveys, surveys.notice or surveys.quiz, as its acts on the ledger begin
    row_id {int} NOT NULL, -- internal: key of the survey, the notice or the quiz
    person_id {int} NOT NULL, -- internal: a person who wrote any of it, and so does not approve it
    PRIMARY KEY (subject, row_id, person_id)
) {strict};
INSERT INTO surveys_writer (subject, row_id, person_id) SELECT 'surveys', id, drafted_by FROM surveys_survey WHERE drafted_by IS NOT NULL;
INSERT INTO surveys_writer (subject, row_id, person_id) SELECT 'surveys.notice', id, drafted_by FROM surveys_notice WHERE drafted_by IS NOT NULL;
INSERT INTO surveys_writer (subject, row_id, person_id) SELECT 'surveys.quiz', id, drafted_by FROM surveys_quiz WHERE drafted_by IS NOT NULL;

ALTER TABLE surveys_survey ADD COLUMN seq {int} NOT NULL DEFAULT 0; -- internal: counts the changes of the draft, so that two keepers do not overwrite each other
ALTER TABLE surveys_notice ADD COLUMN seq {int} NOT NULL DEFAULT 0; -- internal: counts the changes of the draft, so that two keepers do not overwrite each other
ALTER TABLE surveys_quiz ADD COLUMN seq {int} NOT NULL DEFAULT 0; -- internal: counts the changes of the draft and its bank, so that two keepers do not overwrite each other

CREATE TABLE consult_writer (
    version_id {int} NOT NULL REFERENCES consult_version (id), -- internal: the version of an entry of the knowledge base
    person_id {int} NOT NULL, -- internal: a person who wrote any of it, and so does not approve it
    PRIMARY KEY (version_id, person_id)
) {strict};
INSERT INTO consult_writer (version_id, person_id) SELECT id, drafted_by FROM consult_version WHERE drafted_by IS NOT NULL;

ALTER TABLE reprint_source ADD COLUMN seeded_at {int}; -- internal: when the first reading of its feed was over; what bore no date until then may be of any age
UPDATE reprint_source SET seeded_at = COALESCE(good_at, since) WHERE items > 0;
ALTER TABLE reprint_item ADD COLUMN kept_at {int}; -- internal: when a unit looked and said that the original holds; the program asks for it no more
