-- Files that wait for somebody to confirm what they would change. They are kept for an hour, and not at all once they were
-- applied, dropped or refused.
create table upload (
  id          text primary key check (id ~ '^[\w-]{16,}$'),
  kind        text not null check (kind in ('estate', 'readings', 'calls')),
  file_name   text not null check (file_name <> ''),
  bytes       bytea not null,
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  options     jsonb not null,
  preview     jsonb not null,
  -- Over everything that the preview said would happen: applying has to come to the same.
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  created_by  text not null check (created_by <> ''),
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
-- What is kept is compressed already or small; it lives for an hour.
alter table upload alter column bytes set storage external;
create index upload_expires on upload (expires_at);

-- When the words of whoever called were removed. The call stays, with its time, practice and links.
alter table call add column words_removed_at timestamptz;
create index call_words on call (coalesce(closed_at, updated_at, opened_at)) where words_removed_at is null;

-- Drafts that were never published may go once their time is over; versions of what was published stay for ever.
create or replace function refuse_update_version_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('allclear.retention', true) = 'drafts'
    and not exists (select from incident_update u where u.id = old.update_id and u.status in ('approved', 'published'))
  then
    return old;
  end if;
  raise exception 'Versions of an update are kept: % is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
