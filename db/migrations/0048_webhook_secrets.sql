-- From what the secret of a webhook follows, beside the installation's own: the subscription's id, until its owner asks for
-- a new secret. The secret itself is not kept.
alter table subscription add column secret_id uuid;
