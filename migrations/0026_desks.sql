-- The desk of editions in a county of very many: the last changed of all, and of each state, without reading and sorting all.
CREATE INDEX edition_item_changed ON edition_item (changed_at, id);
CREATE INDEX edition_item_state ON edition_item (state, changed_at, id);
