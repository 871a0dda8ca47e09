-- What a review holds, who has an account and what was written in updates: kept until one of these tables changes.
do $$
declare
  of_area text;
  of_table text;
begin
  for of_area, of_table in
    select part.area, unnest(part.tables) from (values
      ('reviews', '{review,review_entry,review_evidence,review_report,accuracy_check,accuracy_answer}'::text[]),
      ('people', '{staff,staff_identity}'),
      ('updates', '{incident_update,incident_update_version,update_claim}'),
      ('measured', '{evaluation}')
    ) as part (area, tables)
  loop
    insert into change_mark (area, tx) values (of_area, pg_current_xact_id()) on conflict do nothing;
    execute format('create trigger %I after insert or update or delete or truncate on %I
      for each statement execute function mark_change(%L)', of_table || '_leaves_a_mark', of_table, of_area);
  end loop;
end
$$;
