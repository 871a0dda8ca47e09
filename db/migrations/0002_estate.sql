-- Sites, practices and concentrators, with the attributes of each site as they were at any time.

create table practice (
  id                  bigint generated always as identity primary key,
  ods_code            text not null unique check (ods_code <> ''),
  name                text not null check (name <> ''),
  address_lines       text[] not null,
  town                text not null,
  postcode            text not null,
  phone               text,
  icb_code            text not null,
  sub_icb_code        text not null,
  status              text not null check (status in ('active', 'closed', 'dormant', 'proposed', 'inactive')),
  prescribing_setting text not null,
  is_gp_practice      boolean not null,
  opened_on           date,
  closed_on           date,
  -- Set when a newer file of the same scope no longer lists the practice. Practices are never deleted.
  missing_since       timestamptz
);
create index practice_postcode on practice (postcode);

create table site (
  id            bigint generated always as identity primary key,
  code          text not null unique check (code <> ''),
  practice_id   bigint not null references practice,
  name          text not null check (name <> ''),
  address       text not null,
  town          text not null,
  postcode      text not null,
  phone         text,
  opened_on     date,
  closed_on     date,
  missing_since timestamptz
);
create index site_practice on site (practice_id);

create table concentrator (
  id          bigint generated always as identity primary key,
  code        text not null unique check (code <> ''),
  name        text not null check (name <> ''),
  data_centre text not null,
  model       text not null
);

-- What a concentrator can carry is a statement by somebody at a date. A later statement never overwrites an earlier one.
create table concentrator_rating (
  id              bigint generated always as identity primary key,
  concentrator_id bigint not null references concentrator,
  rated_mbps      double precision check (rated_mbps > 0),
  rated_tunnels   integer check (rated_tunnels > 0),
  source          text not null check (source <> ''),
  dated_on        date not null,
  recorded_at     timestamptz not null,
  check (rated_mbps is not null or rated_tunnels is not null)
);
create index concentrator_rating_latest on concentrator_rating (concentrator_id, dated_on desc, id desc);

-- One value of one attribute of a site from one instant to another. Two values can never hold at once.
create table site_attribute (
  id      bigint generated always as identity primary key,
  site_id bigint not null references site,
  key     text not null check (key <> ''),
  value   text not null check (value <> ''),
  valid   tstzrange not null check (not isempty(valid) and lower_inc(valid) and not upper_inc(valid) and not lower_inf(valid)),
  constraint site_attribute_spells_never_overlap exclude using gist (site_id with =, key with =, valid with &&)
);

create table estate_import (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  kind       text not null,
  file_name  text not null,
  sha256     text not null,
  scope      text not null,
  row_count  integer not null,
  adds       integer not null,
  changes    integer not null,
  closures   integer not null,
  missing    integer not null
);
