-- Long lists: which units a matter passed through, and the indexes in whose order lists are read.
CREATE TABLE matter_unit (
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- internal: a unit at one of whose desks it lies or lay
    process {text} NOT NULL, -- internal: process of the matter
    received_on {text} NOT NULL, -- internal: civil date from which its clocks count
    matter_id {int} NOT NULL REFERENCES matter_matter (id), -- internal: the matter
    PRIMARY KEY (unit_id, process, received_on, matter_id)
) {strict};
INSERT INTO matter_unit (unit_id, process, received_on, matter_id)
SELECT DISTINCT t.unit_id, m.process, m.received_on, m.id FROM matter_task t JOIN matter_matter m ON m.id = t.matter_id;

-- Work at a desk, and work given to one post: 待办 and its count.
CREATE INDEX matter_task_desk ON matter_task (unit_id, desk, due_at, id) WHERE closed_at IS NULL AND post_id IS NULL;
CREATE INDEX matter_task_post ON matter_task (post_id, due_at, id) WHERE closed_at IS NULL AND post_id IS NOT NULL;

-- Questions whose time is up, each looked at once.
ALTER TABLE matter_task ADD COLUMN waits {int} NOT NULL DEFAULT 0; -- internal: 1 once the time of a question was up and nothing follows from it
DROP INDEX matter_task_asked;
CREATE INDEX matter_task_asked ON matter_task (due_at, id) WHERE closed_at IS NULL AND waits = 0 AND part LIKE 'm%';

-- Running clocks by their end, of all and of one unit; what waits for somebody outside; what is not closed.
DROP INDEX matter_matter_open;
DROP INDEX matter_matter_holder;
DROP INDEX matter_matter_by_unit;
DROP INDEX matter_matter_by_day;
DROP INDEX matter_matter_closed;
CREATE INDEX matter_matter_running ON matter_matter (due_at, id) WHERE closed_at IS NULL AND clock = 'running';
CREATE INDEX matter_matter_held ON matter_matter (holder_unit, due_at, id) WHERE closed_at IS NULL AND clock = 'running';
CREATE INDEX matter_matter_waiting ON matter_matter (process, state, id) WHERE turn = 'waiting';
CREATE INDEX matter_matter_going ON matter_matter (id) WHERE closed_at IS NULL;

-- Letters by the day on which they came: all of them, and those that a count has.
DROP INDEX letters_letter_received;
DROP INDEX letters_letter_answered;
CREATE INDEX letters_letter_received ON letters_letter (received_on, matter_id);
CREATE INDEX letters_letter_pending ON letters_letter (received_on, matter_id) WHERE valid = 1 AND answered_at IS NULL;
CREATE INDEX letters_letter_answered ON letters_letter (received_on, matter_id) WHERE valid = 1 AND answered_at IS NOT NULL;
CREATE INDEX letters_letter_ontime ON letters_letter (received_on, matter_id) WHERE valid = 1 AND answered_at <= answered_due;
CREATE INDEX letters_letter_late ON letters_letter (received_on, matter_id) WHERE valid = 1 AND answered_at > answered_due;
CREATE INDEX letters_letter_reopened ON letters_letter (received_on, matter_id) WHERE reopened > 0;
CREATE INDEX letters_letter_warned ON letters_letter (received_on, matter_id) WHERE valid = 1 AND answered_at IS NULL AND warned > 0;
CREATE INDEX letters_letter_public ON letters_letter (received_on, matter_id) WHERE published_at IS NOT NULL;
CREATE INDEX letters_letter_invalid ON letters_letter (received_on, matter_id) WHERE valid = 0;
CREATE INDEX letters_letter_published_by ON letters_letter (answer_unit, published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX letters_letter_citizen ON letters_letter (citizen_id, id) WHERE citizen_id IS NOT NULL;
CREATE INDEX letters_letter_until ON letters_letter (receipt_until) WHERE receipt_until IS NOT NULL;

-- Numbers of a day and a unit, counted once, and how far on the ledger that goes.
CREATE TABLE letters_day (
    received_on {text} NOT NULL, -- public: civil date from which the letters' times count
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: unit to which the letters count
    received {int} NOT NULL, -- public: letters that came (收到)
    valid {int} NOT NULL, -- public: of these neither refused, retracted nor joined (有效)
    answered {int} NOT NULL, -- public: answered (已答复)
    ontime {int} NOT NULL, -- public: answered in time (按时答复)
    overdue {int} NOT NULL, -- public: answered late, or late and not answered (超期)
    pending {int} NOT NULL, -- public: not answered yet (正在办理)
    published {int} NOT NULL, -- public: published (公开)
    reopened {int} NOT NULL, -- public: handled again (重办)
    rated {int} NOT NULL, -- public: rated (已评价)
    satisfied {int} NOT NULL, -- public: rated as satisfying (满意)
    refused {int} NOT NULL, -- public: not accepted (不予受理)
    warned {int} NOT NULL, -- internal: unanswered for long (预警)
    hours {int} NOT NULL, -- public: sum of the hours to the first answer
    turns_at {int} NOT NULL, -- internal: when the next of them is late; 9000000000000000 when none can be
    PRIMARY KEY (received_on, unit_id)
) {strict};
CREATE INDEX letters_day_turns ON letters_day (turns_at);
CREATE TABLE letters_fold (
    id {int} NOT NULL PRIMARY KEY, -- internal: the one row, once the days have been counted
    seq {int} NOT NULL -- internal: place of the last ledger entry that they know of
) {strict};
