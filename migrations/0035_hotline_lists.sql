-- Orders by the day on which they came: those that a count has; and matters under supervision.
CREATE INDEX hotline_order_pending ON hotline_order (received_on, matter_id) WHERE valid = 1 AND answered_at IS NULL;
CREATE INDEX hotline_order_late ON hotline_order (received_on, matter_id) WHERE valid = 1 AND answered_at > answered_due;
CREATE INDEX hotline_order_objected ON hotline_order (received_on, matter_id) WHERE objected > 0;
CREATE INDEX hotline_order_redone ON hotline_order (received_on, matter_id) WHERE redone > 0;
CREATE INDEX hotline_order_repeat ON hotline_order (received_on, matter_id) WHERE repeat_of IS NOT NULL;
CREATE INDEX hotline_order_held ON hotline_order (received_on, matter_id) WHERE hold_kind <> '';
CREATE INDEX hotline_order_excluded ON hotline_order (received_on, matter_id) WHERE excluded = 1;
CREATE INDEX hotline_order_petition ON hotline_order (received_on, matter_id) WHERE petition = 1;
CREATE INDEX hotline_order_public ON hotline_order (received_on, matter_id) WHERE published_at IS NOT NULL;
CREATE INDEX matter_matter_supervised ON matter_matter (process, received_on, id) WHERE supervised_at IS NOT NULL;
