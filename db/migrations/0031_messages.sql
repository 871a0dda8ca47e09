-- What is sent to people. A notice is what is said, once; a message is that notice to one recipient on one channel.

-- Whether this database is used for a rehearsal. Every message takes it with it when it is written, for ever.
create table message_mode (
  only_row boolean primary key default true check (only_row),
  exercise boolean not null
);
insert into message_mode (exercise) values (false);

create table notice (
  id            bigint generated always as identity primary key,
  kind          text not null check (kind ~ '^[a-z][a-z -]*$'),
  incident_id   bigint references incident (id),
  update_number integer,
  -- Messages of one thread are shown together by mail programs.
  thread        text,
  subject       text not null check (subject <> ''),
  body          text not null check (body <> ''),
  html          text,
  -- For telephones; the subject when there is none.
  short         text,
  -- Below the public site.
  path          text,
  -- The body for webhooks, kept as it was first sent so that a retry repeats it.
  webhook       jsonb,
  exercise      boolean not null,
  created_at    timestamptz not null,
  -- An update goes out once.
  unique (incident_id, update_number),
  check ((incident_id is null) = (update_number is null))
);

-- Each process that sends has a number of its own and holds a lock on it for as long as it lives.
create sequence message_courier;

create table message (
  id              bigint generated always as identity primary key,
  notice_id       bigint not null references notice (id),
  recipient_id    uuid,
  recipient_kind  text not null check (recipient_kind in ('subscriber', 'practice', 'staff')),
  channel         text not null check (channel in ('email', 'sms', 'webhook', 'teams')),
  -- Both null once the recipient asked to be forgotten.
  address         text,
  address_key     text,
  practice_id     text,
  unsubscribe_url text,
  one_click_url   text,
  urgent          boolean not null,
  state           text not null check (state in ('queued', 'sending', 'handed over', 'delivered', 'failed', 'stopped')),
  due_at          timestamptz not null,
  attempts        integer not null default 0,
  -- How often nobody could say whether it had been handed over.
  doubts          integer not null default 0,
  courier         bigint,
  -- Set just before it is handed over: until the outcome is written, nobody knows whether it was.
  handing_at      timestamptz,
  handed_over_at  timestamptz,
  delivered_at    timestamptz,
  via             text,
  reference       text,
  reason          text,
  created_at      timestamptz not null,
  -- Nobody gets a notice twice, by whatever way they are on the list.
  unique (notice_id, channel, address_key),
  unique (notice_id, recipient_id),
  check ((state = 'sending') = (courier is not null)),
  check ((address is null) = (address_key is null)),
  check (state not in ('failed', 'stopped') or reason is not null),
  check (state not in ('queued', 'sending') or address is not null)
);
create index message_due on message (channel, urgent desc, due_at, id) where state = 'queued';
create index message_sending on message (courier) where state = 'sending';
create index message_recipient on message (recipient_id);
create index message_trouble on message (notice_id) where state in ('failed', 'queued', 'sending');

-- Addresses to which nothing more is sent: they do not exist any more, or asked to be left alone.
create table message_stop (
  recipient_id uuid not null,
  address_key  text not null,
  reason       text not null check (reason <> ''),
  at           timestamptz not null,
  primary key (recipient_id, address_key)
);
