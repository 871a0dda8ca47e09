import type { OnPermanentFailure, RecipientsOf } from '#messages';
import { systemActor } from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { stopFailing, recipientsOf as subscribersAndContacts } from '#publishing';

/** Who hears of what. Links begin at the root: whoever sends puts the site's own address before them. */
export const recipientsOf: RecipientsOf = subscribersAndContacts('');

/** Whoever keeps an address hears that it is gone, and does not use it again. One that was deleted since needs nothing. */
export const onPermanentFailure: OnPermanentFailure = async (tx, recipientId, reason) => {
  try {
    await stopFailing({ ...tx, actor: systemActor }, { recipientId, reason: reason.trim().slice(0, 500) });
  } catch (error) {
    if (!(error instanceof AllclearError) || error.code !== 'not-found') throw error;
  }
};
