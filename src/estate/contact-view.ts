import { audit } from '#platform/audit';
import type { Context } from '#platform/context';

/**
 * Audits that somebody was shown how to reach a practice: its phone number and address, or who was reached there. `odsCode`
 * is `all` for a list of them.
 */
export const auditContactView = (
  context: Context,
  odsCode: string,
  where: Record<string, unknown>,
): Promise<void> => audit(context, { verb: 'contact.viewed', subject: `practice:${odsCode}`, data: where });
