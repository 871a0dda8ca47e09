-- Sites that a plan moves although they were not on the old concentrator when the migration began: they are verified and gate the next wave
-- like all others, and are counted apart. Null: there from the beginning.
alter table site_move add column joined_at timestamptz;
