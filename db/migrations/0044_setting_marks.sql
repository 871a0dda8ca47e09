-- What administrators have set is kept until somebody sets it anew.
insert into change_mark (area, tx) values ('settings', pg_current_xact_id()) on conflict do nothing;
create trigger setting_change_leaves_its_own_mark after insert or update or delete or truncate on setting_change
  for each statement execute function mark_change('settings');
