-- Open tasks of a unit. Without the time: with it, SQLite takes this index for what is late at one desk, and reads the
-- whole unit's tasks one by one.
DROP INDEX matter_task_open;
CREATE INDEX matter_task_unit ON matter_task (unit_id, id) WHERE closed_at IS NULL;
