-- Readings of sites and concentrators. docs/decisions/0004-telemetry-storage.md has the reasons and measurements.
-- No foreign keys here: intake checks every code against the estate, and these tables are the hottest.

-- A batch as it came, one row for each block of 256 sites and UTC day: append-only until it is folded.
-- `packed` is columns of 4 bytes a reading (see src/telemetry/core/packed.ts).
create table reading_part (
  id      bigint generated always as identity,
  block   integer not null,
  from_at timestamptz not null,
  to_at   timestamptz not null,
  n       integer not null check (n > 0),
  packed  bytea not null,
  primary key (block, id)
);
-- Compressing what lives for a day costs more than it saves.
alter table reading_part alter column packed set storage external;
create index reading_part_by_time on reading_part (block, to_at);

-- A site's UTC day, folded: the same packing, one reading an instant, ascending.
create table reading_day (
  site_id integer not null,
  day     date not null,
  n       integer not null check (n > 0),
  packed  bytea not null,
  primary key (site_id, day)
);

-- A site's UTC hour. Null is unknown, never zero.
create table reading_hour (
  site_id      integer not null,
  hour         timestamptz not null,
  n            integer not null,
  up_s         integer not null,
  degraded_s   integer not null,
  down_s       integer not null,
  unknown_s    integer not null,
  loss_max     real,
  loss_avg     real,
  latency_avg  real,
  latency_p95  real,
  latency_max  real,
  in_avg       real,
  out_avg      real,
  mbps_max     real,
  primary key (site_id, hour),
  check (up_s + degraded_s + down_s + unknown_s = 3600)
);

-- The exact history: from_at included, to_at excluded, 'infinity' while the state still holds. A site's intervals
-- follow each other without a gap or an overlap, and neighbours differ.
create table state_interval (
  site_id integer not null,
  from_at timestamptz not null,
  to_at   timestamptz not null,
  state   text not null check (state in ('unknown', 'up', 'degraded', 'down')),
  primary key (site_id, from_at),
  check (to_at > from_at)
);
-- Finds the recent intervals of a site, and the open one, without its whole history; allows one open interval.
create unique index state_interval_end on state_interval (site_id, to_at);

-- The last reading of each site and the state now. Room on each page lets the update of every batch stay in place.
create table site_current (
  site_id         integer primary key,
  state           text not null check (state in ('unknown', 'up', 'degraded', 'down')),
  since           timestamptz not null,
  last_reading_at timestamptz not null,
  loss            real,
  latency         real,
  in_mbps         real,
  out_mbps        real
) with (fillfactor = 45);

create table concentrator_reading (
  concentrator_id integer not null,
  at              timestamptz not null,
  in_mbps         real,
  out_mbps        real,
  load_score      real,
  tunnels         integer,
  primary key (concentrator_id, at)
);
