-- Answers to what the failing sites share. The inputs are kept whole (gzip), so that an answer can be recomputed to the byte
-- although later readings have changed the history. incident_id names an incident when one asked; incidents stand to the
-- right of attribution, so there is no foreign key.
create table attribution_input (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  body bytea not null
);

create table attribution_result (
  id bigint generated always as identity primary key,
  reference text not null unique check (reference ~ '^[0-9a-f]{12}$'),
  incident_id bigint,
  from_at timestamptz not null,
  to_at timestamptz not null,
  computed_at timestamptz not null,
  version text not null,
  input_sha256 text not null references attribution_input (sha256),
  -- Text, not jsonb: the very bytes count.
  result text not null,
  check (from_at < to_at)
);
create index attribution_result_time on attribution_result (computed_at desc, id desc);
create index attribution_result_incident on attribution_result (incident_id, computed_at desc) where incident_id is not null;
