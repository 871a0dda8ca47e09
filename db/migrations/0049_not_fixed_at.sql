-- At which of its sites a practice says that it is not fixed, by their codes; null: it did not say which.
alter table recovery_report add column not_fixed_at text[]
  check (not_fixed_at is null or (fixed is not distinct from 'no' and cardinality(not_fixed_at) > 0));
