-- An address that is deleted is looked for in every message that was ever written to it, also where no recipient is named.
create index message_address on message (channel, address_key) where address_key is not null;
