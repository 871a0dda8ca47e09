-- Two people may have the same update open. A save names the version it started from, and every version is kept, so
-- that what each of them began with is known and no text is ever lost.
alter table incident_update add column version integer not null default 1 check (version > 0);

create table incident_update_version (
  update_id          bigint not null references incident_update (id),
  version            integer not null check (version > 0),
  title              text not null,
  body               text not null,
  next_update_due_at timestamptz,
  saved_by           text not null check (saved_by <> ''),
  saved_at           timestamptz not null,
  primary key (update_id, version)
);

insert into incident_update_version (update_id, version, title, body, next_update_due_at, saved_by, saved_at)
select id, 1, title, body, next_update_due_at, authors[cardinality(authors)], created_at from incident_update;

create function refuse_update_version_change() returns trigger language plpgsql as $$
begin
  raise exception 'Versions of an update are kept: % is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger update_version_is_append_only before update or delete on incident_update_version
  for each row execute function refuse_update_version_change();

-- Texts to begin an update with. Those that come with the program are in its code; a row here stands in for one of
-- them, or is another.
create table update_template (
  key                 text primary key check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name                text not null check (name <> ''),
  title               text not null check (title <> ''),
  body                text not null check (body <> ''),
  next_update_minutes integer not null check (next_update_minutes between 15 and 10080),
  changed_by          text not null check (changed_by <> ''),
  changed_at          timestamptz not null
);
