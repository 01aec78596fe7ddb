-- Service directory (办事服务目录): what the county does for people and firms, as entries of a directory.
CREATE TABLE guide_item (
    id {id}, -- public: key
    code {text} NOT NULL UNIQUE, -- public: code of the item, by which a second import finds it
    name {text} NOT NULL, -- public: name of the item (事项名称)
    kind {text} NOT NULL, -- public: kind of item (事项类型), such as licence or service
    unit_id {int} NOT NULL REFERENCES identity_unit (id), -- public: the unit that does it
    topic {text} NOT NULL, -- public: group of items that belong together, may be empty
    link {text} NOT NULL, -- public: where it is done online, may be empty
    initials {text} NOT NULL, -- public: pinyin initials of the name
    rank {int} NOT NULL, -- public: order within the unit
    changed_at {int} NOT NULL, -- internal: when it was last changed
    ended_at {int} -- public: when it was taken out of the directory
) {strict};
CREATE INDEX guide_item_unit ON guide_item (unit_id, rank, id) WHERE ended_at IS NULL;
CREATE INDEX guide_item_kind ON guide_item (kind, rank, id) WHERE ended_at IS NULL;
CREATE INDEX guide_item_rank ON guide_item (rank, id) WHERE ended_at IS NULL;
