import type { OnPermanentFailure, RecipientsOf } from '#messages';

/** Who hears of what. Nobody subscribes yet: what keeps subscriptions is wired in here, and nowhere else. */
export const recipientsOf: RecipientsOf = async function* () {};

/** Who is told of an address that is gone. */
export const onPermanentFailure: OnPermanentFailure = async () => undefined;
