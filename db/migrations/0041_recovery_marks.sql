-- What practices said of their recovery, who was asked and how they are reached: kept until one of these tables changes.
do $$
declare
  of_table text;
begin
  insert into change_mark (area, tx) values ('recovery', pg_current_xact_id()) on conflict do nothing;
  foreach of_table in array
    '{recovery,recovery_ask,recovery_contact,recovery_report,recovery_concern}'::text[]
  loop
    execute format('create trigger %I after insert or update or delete or truncate on %I
      for each statement execute function mark_change(%L)', of_table || '_leaves_a_mark', of_table, 'recovery');
  end loop;
end
$$;
