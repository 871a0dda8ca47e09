-- Half-hour means of a site's UTC day, written with its fold (see src/telemetry/fold-days.ts): 144 little-endian floats, 48
-- of in plus out in Mbps, 48 of loss in per cent, 48 of latency in ms. NaN is unknown, never zero.
create table reading_half_hours (
  site_id integer not null,
  day     date not null,
  packed  bytea not null check (length(packed) = 576),
  primary key (site_id, day)
);

-- When schools are closed (first and last day included): practices are quieter. Editable: plan.school-holiday.
create table school_holiday (
  from_day date primary key,
  to_day   date not null check (to_day >= from_day),
  name     text not null check (name <> ''),
  source   text not null check (source <> '')
);

-- Kent. Schools of the county publish its dates; days that only some of them take are left out.
insert into school_holiday (from_day, to_day, name, source) values
  ('2024-10-21', '2024-11-01', 'Autumn half-term', 'wouldham.kent.sch.uk, term dates 2024 to 2025'),
  ('2024-12-21', '2025-01-05', 'Christmas holiday', 'wouldham.kent.sch.uk, term dates 2024 to 2025'),
  ('2025-02-15', '2025-02-23', 'Spring half-term', 'wouldham.kent.sch.uk, term dates 2024 to 2025'),
  ('2025-04-05', '2025-04-21', 'Easter holiday', 'wouldham.kent.sch.uk, term dates 2024 to 2025'),
  ('2025-05-24', '2025-06-01', 'Summer half-term', 'wouldham.kent.sch.uk, term dates 2024 to 2025'),
  ('2025-07-23', '2025-08-31', 'Summer holiday', 'wouldham.kent.sch.uk, term dates 2024 to 2025'),
  ('2025-10-18', '2025-10-26', 'Autumn half-term', 'great-chart.kent.sch.uk, term dates 2025-26'),
  ('2025-12-20', '2026-01-04', 'Christmas holiday', 'great-chart.kent.sch.uk, term dates 2025-26'),
  ('2026-02-14', '2026-02-22', 'Spring half-term', 'great-chart.kent.sch.uk, term dates 2025-26'),
  ('2026-04-03', '2026-04-19', 'Easter holiday', 'great-chart.kent.sch.uk, term dates 2025-26'),
  ('2026-05-23', '2026-05-31', 'Summer half-term', 'great-chart.kent.sch.uk, term dates 2025-26'),
  ('2026-07-23', '2026-08-31', 'Summer holiday', 'halfwayhouses.kent.sch.uk, academic year 2025-2026'),
  ('2026-10-17', '2026-11-01', 'Autumn half-term', 'halfwayhouses.kent.sch.uk, academic year 2026-2027'),
  ('2026-12-19', '2027-01-03', 'Christmas holiday', 'halfwayhouses.kent.sch.uk, academic year 2026-2027'),
  ('2027-02-13', '2027-02-21', 'Spring half-term', 'halfwayhouses.kent.sch.uk, academic year 2026-2027'),
  ('2027-03-26', '2027-04-11', 'Easter holiday', 'halfwayhouses.kent.sch.uk, academic year 2026-2027'),
  ('2027-05-29', '2027-06-06', 'Summer half-term', 'halfwayhouses.kent.sch.uk, academic year 2026-2027'),
  ('2027-07-23', '2027-08-31', 'Summer holiday', 'halfwayhouses.kent.sch.uk, academic year 2026-2027');
