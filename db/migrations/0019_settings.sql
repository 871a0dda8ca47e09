-- What administrators set in the console. A setting is its changes: the last one is in force, and the first ones say what was in
-- force before. Null is the standard that comes with the program.
create table setting_change (
  id         bigint generated always as identity primary key,
  key        text not null check (key ~ '^[a-z]+(-[a-z]+)*$'),
  version    integer not null check (version > 0),
  before     jsonb not null,
  after      jsonb,
  changed_by text not null check (changed_by <> ''),
  changed_at timestamptz not null,
  note       text check (note <> ''),
  unique (key, version)
);

create function refuse_setting_change() returns trigger language plpgsql as $$
begin
  raise exception 'What was set is kept: % is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger setting_change_is_append_only before update or delete on setting_change
  for each row execute function refuse_setting_change();
create trigger setting_change_is_never_truncated before truncate on setting_change
  for each statement execute function refuse_setting_change();
