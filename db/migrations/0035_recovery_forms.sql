-- What practices are asked about their own return to normal, how they are reached, and what they answer. A practice that says
-- nothing leaves no row here: silence is never recovery.

create table recovery (
  incident_id bigint primary key references incident (id),
  opened_at   timestamptz not null,
  -- Until then links work and reminders go out.
  closes_at   timestamptz not null check (closes_at >= opened_at),
  closed_by   text
);

create table recovery_ask (
  id               bigint generated always as identity primary key,
  incident_id      bigint not null references recovery (incident_id),
  practice_id      bigint not null references practice (id),
  asked_at         timestamptz not null,
  -- Reminders since it was asked, or since it last answered.
  reminders        integer not null default 0 check (reminders >= 0),
  -- Null: nothing more is sent by itself.
  next_reminder_at timestamptz,
  unique (incident_id, practice_id)
);
create index recovery_ask_due on recovery_ask (next_reminder_at) where next_reminder_at is not null;

-- Every message carries a link of its own, so that a reminder does not end the link that somebody is writing on. Only digests are kept.
create table recovery_link (
  id         bigint generated always as identity primary key,
  ask_id     bigint not null references recovery_ask (id),
  digest     bytea not null unique,
  made_at    timestamptz not null,
  expires_at timestamptz not null check (expires_at > made_at)
);
create index recovery_link_ask on recovery_link (ask_id);

-- Where messages for a practice go. The estate knows telephone numbers only.
create table recovery_contact (
  practice_id bigint primary key references practice (id),
  email       text,
  mobile      text,
  changed_at  timestamptz not null,
  check (email is not null or mobile is not null)
);

-- Null is not said; nought is nought.
alter table recovery_report
  add column fixed text check (fixed in ('yes', 'no')),
  add column not_working text[],
  add column appointments integer check (appointments >= 0),
  add column prescriptions integer check (prescriptions >= 0),
  add column results integer check (results >= 0),
  add column letters integer check (letters >= 0),
  add column paper_records integer check (paper_records >= 0),
  add column online_consultations text check (online_consultations in ('on', 'off', 'not used')),
  add column telephones text check (telephones in ('working', 'partly working', 'not working')),
  add column staff_hours double precision check (staff_hours >= 0),
  add column said_by text,
  add column channel text not null default 'telephone' check (channel in ('link', 'telephone')),
  -- Of one sending of the form with what stood in it: pressed twice, it is stored once.
  add column digest bytea;
create unique index recovery_report_once on recovery_report (incident_id, practice_id, digest) where digest is not null;

create function refuse_recovery_report_change() returns trigger language plpgsql as $$
begin
  raise exception 'What a practice said stays as it was: % is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger recovery_report_is_append_only before update or delete on recovery_report
  for each row execute function refuse_recovery_report_change();

-- A worry about patients' safety, apart from the report: fewer people may read it.
create table recovery_concern (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  practice_id bigint not null references practice (id),
  report_id   bigint not null references recovery_report (id),
  text        text not null check (text <> ''),
  raised_at   timestamptz not null,
  outcome     text check (outcome in ('no harm', 'harm', 'cannot be known')),
  settled_as  text,
  settled_at  timestamptz,
  settled_by  text,
  check ((outcome is null) = (settled_at is null) and (outcome is null) = (settled_as is null)
    and (outcome is null) = (settled_by is null))
);
create index recovery_concern_incident on recovery_concern (incident_id, id);
