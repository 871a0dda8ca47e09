-- Where a site of a migration is to go when an approved plan sends it elsewhere than the migration as a whole; null: as the migration.
alter table site_move add column to_concentrator_id bigint references concentrator (id);
-- Attributes of the site as they were on record when it moved; what putting it back restores. Null while it has not moved.
alter table site_move add column before_image jsonb check ((before_image is null) or jsonb_typeof(before_image) = 'object');
