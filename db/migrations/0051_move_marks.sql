-- How far a migration is, and who was contacted about it: kept until one of these tables changes.
do $$
declare
  of_table text;
begin
  insert into change_mark (area, tx) values ('moves', pg_current_xact_id()) on conflict do nothing;
  foreach of_table in array '{migration_plan,site_move,contact_log}'::text[]
  loop
    execute format('create trigger %I after insert or update or delete or truncate on %I
      for each statement execute function mark_change(%L)', of_table || '_leaves_a_mark', of_table, 'moves');
  end loop;
end
$$;
