-- What attribution suggests to an incident as a contributing factor. One row for each hypothesis: later results update its
-- evidence, a person decides. The results it rests on cannot be deleted while it names them.
create table suggestion (
  id               bigint generated always as identity primary key,
  incident_id      bigint not null references incident (id),
  key              text not null check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title            text not null check (title <> ''),
  statement        text not null check (statement <> ''),
  settled_by       text not null,
  evidence_for     text[] not null,
  evidence_against text[] not null,
  strength         jsonb not null,
  first_result_id  bigint not null references attribution_result (id),
  first_reference  text not null,
  latest_result_id bigint not null references attribution_result (id),
  latest_reference text not null,
  -- The newest result that was compared with, whether or not it says this.
  checked_result_id bigint not null,
  first_said_at    timestamptz not null,
  latest_said_at   timestamptz not null,
  -- Since when the latest results no longer say it.
  lapsed_at        timestamptz,
  decision         text check (decision in ('accepted', 'rejected')),
  decided_at       timestamptz,
  decided_by       text,
  reason           text,
  decided_strength jsonb,
  decided_result_id bigint references attribution_result (id),
  factor_key       text,
  -- Why a rejected one is open again; the rejection stays in the timeline.
  returned_because text,
  unique (incident_id, key),
  check ((decision is null) = (decided_at is null)),
  check (coalesce(decision = 'accepted', false) = (factor_key is not null))
);
create index suggestion_first_result on suggestion (first_result_id);
create index suggestion_latest_result on suggestion (latest_result_id);
create index suggestion_decided_result on suggestion (decided_result_id);
