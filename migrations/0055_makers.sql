-- Another organ answers for what a unit published (承继): who made it stands on public pages as before.
ALTER TABLE edition_item ADD COLUMN maker_id {int}; -- internal: the unit that made what was published, when another organ answers for it now (承继)
ALTER TABLE edition_live ADD COLUMN maker_id {int}; -- public: the unit that published it first, when another organ answers for it now (承继)
CREATE INDEX edition_live_maker ON edition_live (maker_id, published_at, item_id) WHERE maker_id IS NOT NULL;
CREATE INDEX disclosure_power_code ON disclosure_power (code) WHERE code <> '' AND ended_version IS NULL;
