-- What has to be disclosed on one's own motion and never was published (政府信息公开条例 art. 26).
CREATE INDEX edition_item_undisclosed ON edition_item (id) WHERE attribute = 'active' AND published_at IS NULL;
