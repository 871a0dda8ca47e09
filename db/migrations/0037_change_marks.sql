-- Which parts of the record have changed since somebody last looked, so that what was worked out from them can be kept.
-- A statement that writes to one of the tables below leaves a mark with the number of its transaction: it is seen by others
-- exactly when the change is. Nothing else has to remember to do so.

create table change_mark (
  area text not null,
  tx   xid8 not null,
  primary key (area, tx)
);

-- One mark an area and transaction. Marks that every reader can see already and that a newer one stands for are removed;
-- those that somebody else is removing are left to them, so that nobody waits.
create function mark_change() returns trigger language plpgsql as $$
begin
  insert into change_mark (area, tx) values (tg_argv[0], pg_current_xact_id()) on conflict do nothing;
  if found then
    delete from change_mark where (area, tx) in (
      select area, tx from change_mark
      where area = tg_argv[0] and tx < pg_snapshot_xmin(pg_current_snapshot())
      order by tx limit 20 for update skip locked);
  end if;
  return null;
end
$$;

do $$
declare
  of_area text;
  of_table text;
begin
  for of_area, of_table in
    select part.area, unnest(part.tables) from (values
      ('estate', '{practice,site,site_attribute,concentrator,concentrator_rating}'::text[]),
      ('states', '{state_interval,site_current}'),
      ('history', '{reading_half_hours,reading_day,school_holiday}'),
      ('concentrators', '{concentrator_reading}'),
      ('episodes', '{episode,episode_site}'),
      ('incidents', '{incident,incident_event}'),
      ('impact', '{impact_period}'),
      ('calls', '{call,call_link,call_feed}')
    ) as part (area, tables)
  loop
    insert into change_mark (area, tx) values (of_area, pg_current_xact_id()) on conflict do nothing;
    execute format('create trigger %I after insert or update or delete or truncate on %I
      for each statement execute function mark_change(%L)', of_table || '_leaves_a_mark', of_table, of_area);
  end loop;
end
$$;
