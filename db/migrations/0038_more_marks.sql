-- What practices said of their impact belongs to the impact; bank holidays that were set change profiles and forecasts.
do $$
declare
  of_area text;
  of_table text;
begin
  for of_area, of_table in values ('impact', 'impact_said'), ('history', 'setting_change')
  loop
    insert into change_mark (area, tx) values (of_area, pg_current_xact_id()) on conflict do nothing;
    execute format('create trigger %I after insert or update or delete or truncate on %I
      for each statement execute function mark_change(%L)', of_table || '_leaves_a_mark', of_table, of_area);
  end loop;
end
$$;
