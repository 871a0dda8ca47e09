-- Half-hour means of a site's UTC day, written with its fold (see src/telemetry/fold-days.ts): 144 little-endian floats, 48
-- of in plus out in Mbps, 48 of loss in per cent, 48 of latency in ms. NaN is unknown, never zero.
create table reading_half_hours (
  site_id integer not null,
  day     date not null,
  packed  bytea not null check (length(packed) = 576),
  primary key (site_id, day)
);
