-- Messages to chosen sites, such as those that cannot move. When a site was told, and what it answered, are entries of
-- the contact log; here is which message they belong to.
create table direct_message (
  id          bigint generated always as identity primary key,
  incident_id bigint not null references incident (id),
  number      integer not null check (number > 0),
  sent_at     timestamptz not null,
  sent_by     text not null check (sent_by <> ''),
  subject     text not null check (subject <> ''),
  text        text not null check (text <> ''),
  unique (incident_id, number)
);

create table direct_message_site (
  message_id bigint not null references direct_message,
  site_id    bigint not null references site,
  -- How many addresses it went to; a site with none must be told by telephone.
  addresses  integer not null check (addresses >= 0),
  primary key (message_id, site_id)
);

create table direct_message_entry (
  message_id     bigint not null,
  site_id        bigint not null,
  contact_log_id bigint not null unique references contact_log,
  foreign key (message_id, site_id) references direct_message_site
);
create index direct_message_entry_site on direct_message_entry (message_id, site_id);
