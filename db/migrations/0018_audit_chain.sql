-- The audit trail as a chain: each row is sealed with a hash over itself and the seal of the row before it, so that a row that was
-- changed, taken out, put in or moved past the program shows. docs/decisions/0018-audit-chain.md gives the reasons.

create table audit_seal (
  position        bigint primary key check (position > 0),
  audit_id        bigint not null unique,
  previous_sha256 bytea not null check (length(previous_sha256) = 32),
  sha256          bytea not null check (length(sha256) = 32)
);

-- The last seal, kept apart: rows cut off the end are missed. One row, which every change that is audited locks as it commits.
create table audit_head (
  is_only  boolean primary key default true check (is_only),
  position bigint not null check (position >= 0),
  sha256   bytea not null check (length(sha256) = 32)
) with (fillfactor = 10);
insert into audit_head (position, sha256) values (0, decode(repeat('00', 32), 'hex'));

-- Where rows were removed because their time was over: the chain goes on from the seal that is kept here.
create table audit_checkpoint (
  position   bigint primary key check (position > 0),
  sha256     bytea not null check (length(sha256) = 32),
  rows       bigint not null check (rows > 0),
  from_at    timestamptz not null,
  to_at      timestamptz not null,
  removed_at timestamptz not null,
  removed_by text not null check (removed_by <> '')
);

-- The canonical form of a row: each field as text, preceded by its length in bytes. src/platform/audit/core/seal.ts computes the same.
create function audit_sha256(previous bytea, "position" bigint, "row" audit) returns bytea language sql stable as $$
  select sha256(convert_to(string_agg(octet_length(convert_to(field, 'UTF8')) || ':' || field || ',', '' order by n), 'UTF8'))
  from unnest(array[
    encode(previous, 'hex'), "position"::text, "row".id::text,
    to_char("row".at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    "row".actor_kind, "row".actor_name, "row".verb, "row".subject, "row".data::text
  ]) with ordinality as t (field, n)
$$;

-- Sealing comes with the commit and not with the insert: a transaction that audits early and works long holds nobody up, and the
-- order of the chain is the order in which changes took effect.
create function seal_audit_row() returns trigger language plpgsql as $$
declare
  head audit_head;
  sealed bytea;
begin
  select * into strict head from audit_head for update;
  sealed := audit_sha256(head.sha256, head.position + 1, new);
  insert into audit_seal values (head.position + 1, new.id, head.sha256, sealed);
  update audit_head set position = head.position + 1, sha256 = sealed;
  return null;
end
$$;
create constraint trigger audit_is_sealed after insert on audit deferrable initially deferred
  for each row execute function seal_audit_row();

-- Rows that were written before there were seals are sealed once, in their order.
do $$
declare
  entry audit;
  head audit_head;
  sealed bytea;
begin
  select * into strict head from audit_head;
  for entry in select * from audit order by id loop
    sealed := audit_sha256(head.sha256, head.position + 1, entry);
    insert into audit_seal values (head.position + 1, entry.id, head.sha256, sealed);
    head.position := head.position + 1;
    head.sha256 := sealed;
  end loop;
  update audit_head set position = head.position, sha256 = head.sha256;
end
$$;

-- Only rows up to a checkpoint may go, and only from the verb that wrote the checkpoint in the same transaction.
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('allclear.retention', true) = 'audit' then
    if tg_table_name = 'audit' then
      if exists (select from audit_seal where audit_id = old.id and position <= (select max(position) from audit_checkpoint)) then
        return old;
      end if;
    elsif tg_table_name = 'audit_seal' then
      if old.position <= (select max(position) from audit_checkpoint) then
        return old;
      end if;
    end if;
  end if;
  raise exception 'The audit trail is append-only: % is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger audit_seal_is_append_only before update or delete on audit_seal
  for each row execute function refuse_audit_change();
create trigger audit_seal_is_never_truncated before truncate on audit_seal
  for each statement execute function refuse_audit_change();
create trigger audit_checkpoint_is_append_only before update or delete on audit_checkpoint
  for each row execute function refuse_audit_change();
create trigger audit_checkpoint_is_never_truncated before truncate on audit_checkpoint
  for each statement execute function refuse_audit_change();

create function refuse_audit_head_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.position = old.position + 1
      and exists (select from audit_seal s where s.position = new.position and s.sha256 = new.sha256 and s.previous_sha256 = old.sha256)
    then
      return new;
    end if;
  end if;
  raise exception 'The audit trail only grows: % of its head is refused.', lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger audit_head_only_advances before update or delete on audit_head
  for each row execute function refuse_audit_head_change();
create trigger audit_head_is_never_truncated before truncate on audit_head
  for each statement execute function refuse_audit_head_change();
