-- A review's whole work is a chain of entries: what was found, written, commented, answered, decided and done about it. Each entry
-- carries the hash of the one before, so that a change made past the program shows. Entries are added, never rewritten.

alter table review
  add column reviewer_address text,
  -- People to whom the reviewer reports, by name, as said when they were appointed.
  add column reports_to text[] not null default '{}',
  add column appointed_at timestamptz,
  add column accuracy_closes_at timestamptz,
  add constraint review_state check (state in ('commissioned', 'evidence', 'analysis', 'accuracy check',
    'independent review', 'accepted', 'published', 'actions', 'effectiveness checked', 'closed'));
update review set appointed_at = commissioned_at;
alter table review alter column appointed_at set not null;

create table review_entry (
  id              bigint generated always as identity primary key,
  review_id       bigint not null references review (id),
  number          integer not null check (number > 0),
  kind            text not null check (kind ~ '^[a-z-]+\.[a-z-]+$'),
  -- The key or number of what it is about: a factor, a section, an action.
  subject         text not null,
  -- Text, not jsonb: the very bytes are hashed.
  data            text not null,
  actor           text not null check (actor <> ''),
  recorded_at     timestamptz not null,
  previous_sha256 text not null check (previous_sha256 ~ '^([0-9a-f]{64})?$'),
  sha256          text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  unique (review_id, number)
);
create index review_entry_actions on review_entry (review_id, number) where kind like 'action.%';

create table review_evidence (
  id          bigint generated always as identity primary key,
  review_id   bigint not null references review (id),
  number      integer not null check (number > 0),
  kind        text not null check (kind <> ''),
  title       text not null check (title <> ''),
  -- Where it came from: `timeline:812`, `update:7`, `calls:2026-04-20`. The same source may be frozen again when it changed.
  source      text not null check (source <> ''),
  at          timestamptz not null,
  content     text not null,
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  public      boolean not null,
  recorded_at timestamptz not null,
  recorded_by text not null check (recorded_by <> ''),
  unique (review_id, number),
  unique (review_id, source, sha256)
);

-- What one practice is asked to check about itself. Only the digest of its link is kept.
create table accuracy_check (
  id          bigint generated always as identity primary key,
  review_id   bigint not null references review (id),
  practice_id bigint not null references practice (id),
  digest      bytea not null unique,
  facts       text not null,
  sent_at     timestamptz not null,
  expires_at  timestamptz not null check (expires_at > sent_at),
  unique (review_id, practice_id)
);

create table accuracy_answer (
  id          bigint generated always as identity primary key,
  review_id   bigint not null references review (id),
  check_id    bigint not null references accuracy_check (id),
  verdict     text not null check (verdict in ('agree', 'correct')),
  corrections text check ((corrections is not null) = (verdict = 'correct')),
  said_by     text not null check (said_by <> ''),
  channel     text not null check (channel in ('link', 'telephone')),
  recorded_at timestamptz not null,
  recorded_by text not null check (recorded_by <> '')
);
create index accuracy_answer_check on accuracy_answer (check_id, id);

-- A published report, for ever at its own address. A correction is the next version.
create table review_report (
  id           bigint generated always as identity primary key,
  review_id    bigint not null references review (id),
  version      integer not null check (version > 0),
  content      text not null,
  document     bytea not null,
  sha256       text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  changes      text[] not null check ((version = 1) = (cardinality(changes) = 0)),
  recorded_at  timestamptz not null,
  published_by text not null check (published_by <> ''),
  unique (review_id, version)
);

create function refuse_review_change() returns trigger language plpgsql as $$
begin
  raise exception 'What a review rests on is append-only: % of % is refused.', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation';
end
$$;

-- A row cannot be dated before one that is there already. A minute is left for the clocks of processes side by side.
create function refuse_backdated_review_row() returns trigger language plpgsql as $$
declare
  latest timestamptz;
begin
  execute format('select max(recorded_at) from %I where review_id = $1', tg_table_name) into latest using new.review_id;
  if new.recorded_at < latest - interval '1 minute' then
    raise exception 'A row of % dated % is refused: one of % is there already.', tg_table_name, new.recorded_at, latest
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

-- An entry continues the chain: the next number, and the hash of the entry before.
create function refuse_broken_review_chain() returns trigger language plpgsql as $$
declare
  before record;
begin
  select number, sha256 into before from review_entry where review_id = new.review_id order by number desc limit 1;
  if new.number <> coalesce(before.number, 0) + 1 or new.previous_sha256 <> coalesce(before.sha256, '') then
    raise exception 'Entry % of review % does not continue its chain.', new.number, new.review_id
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger review_entry_continues before insert on review_entry
  for each row execute function refuse_broken_review_chain();

create index review_entry_recorded on review_entry (review_id, recorded_at);
create index review_evidence_recorded on review_evidence (review_id, recorded_at);
create index accuracy_answer_recorded on accuracy_answer (review_id, recorded_at);

create trigger review_entry_is_append_only before update or delete on review_entry
  for each row execute function refuse_review_change();
create trigger review_evidence_is_append_only before update or delete on review_evidence
  for each row execute function refuse_review_change();
create trigger accuracy_answer_is_append_only before update or delete on accuracy_answer
  for each row execute function refuse_review_change();
create trigger review_report_is_append_only before update or delete on review_report
  for each row execute function refuse_review_change();

create trigger review_entry_is_never_truncated before truncate on review_entry
  for each statement execute function refuse_review_change();
create trigger review_evidence_is_never_truncated before truncate on review_evidence
  for each statement execute function refuse_review_change();
create trigger accuracy_answer_is_never_truncated before truncate on accuracy_answer
  for each statement execute function refuse_review_change();
create trigger review_report_is_never_truncated before truncate on review_report
  for each statement execute function refuse_review_change();

create trigger review_entry_is_not_backdated before insert on review_entry
  for each row execute function refuse_backdated_review_row();
create trigger review_evidence_is_not_backdated before insert on review_evidence
  for each row execute function refuse_backdated_review_row();
create trigger accuracy_answer_is_not_backdated before insert on accuracy_answer
  for each row execute function refuse_backdated_review_row();
create trigger review_report_is_not_backdated before insert on review_report
  for each row execute function refuse_backdated_review_row();

-- Only the link of a check may be renewed; what the practice was told stays.
create function refuse_accuracy_check_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.id, new.review_id, new.practice_id, new.facts, new.sent_at)
    is distinct from (old.id, old.review_id, old.practice_id, old.facts, old.sent_at) then
    raise exception 'What a practice was asked to check stays as it was: % is refused.', lower(tg_op)
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger accuracy_check_stays before update or delete on accuracy_check
  for each row execute function refuse_accuracy_check_change();
