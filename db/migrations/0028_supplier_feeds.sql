-- Suppliers' own status feeds, as they are asked. What they said last is in supplier_status.
create table supplier_feed (
  key             text primary key check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name            text not null check (name <> ''),
  format          text not null check (format in ('statuspage', 'rss', 'atom')),
  url             text not null,
  -- For people; null until the feed itself has told it, or for ever.
  page_url        text,
  poll_minutes    integer not null check (poll_minutes between 1 and 1440),
  added_by        text not null,
  added_at        timestamptz not null,
  paused_by       text,
  paused_at       timestamptz,
  -- As their server gave them with the last whole answer, to be sent back unchanged.
  etag            text,
  last_modified   text,
  next_poll_at    timestamptz not null,
  last_polled_at  timestamptz,
  last_read_at    timestamptz,
  failures        integer not null default 0 check (failures >= 0),
  last_fault      text,
  check ((paused_at is null) = (paused_by is null)),
  check ((failures = 0) = (last_fault is null))
);
create index supplier_feed_due on supplier_feed (next_poll_at) where paused_at is null;
