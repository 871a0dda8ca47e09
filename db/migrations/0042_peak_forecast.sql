-- The forecast of every concentrator as it was last worked out, so that nobody who looks at it waits: one row, written anew.
create table peak_forecast (
  one     boolean primary key default true check (one),
  -- Readings until then were counted.
  as_of   timestamptz not null,
  -- Of the estate and its history when they were read.
  version text not null,
  found   jsonb not null
);
