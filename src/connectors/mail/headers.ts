import { hasControl, messageName, type Parcel } from '#messages';

export interface MailIdentity {
  from: string;
  replyTo?: string | undefined;
  organisation: string;
}

/** Header lines of a mail beside those that its composer writes by itself. */
export interface MailHeaders {
  messageId: string;
  references: string | undefined;
  headers: Record<string, string | { prepared: true; value: string }>;
}

/**
 * Every mail of an incident refers to one root that is never sent, so that mail programs show them as one thread whoever
 * joined later. The Message-ID follows from the number of the message: sent again, it is the same.
 */
export function mailHeaders(parcel: Parcel, { from, organisation }: MailIdentity): MailHeaders {
  const host = from.slice(from.lastIndexOf('@') + 1);
  const { thread, unsubscribeUrl, oneClickUrl } = parcel;
  const listed = unsubscribeUrl !== null || oneClickUrl !== null;
  return {
    messageId: `<${messageName(parcel.id)}@${host}>`,
    references: thread === null ? undefined : `<${thread}@${host}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Allclear-Message': messageName(parcel.id),
      ...(listed ? { 'List-Id': asItIs(`${listName(organisation)}<updates.${host}>`) } : {}),
      ...(oneClickUrl === null
        ? {}
        : {
            'List-Unsubscribe': asItIs(`<${oneClickUrl}>`),
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
      ...(oneClickUrl === null && unsubscribeUrl !== null
        ? { 'List-Unsubscribe': asItIs(`<${unsubscribeUrl}>`) }
        : {}),
    },
  };
}

/** The composer would fold these, which has broken signatures (DKIM) on the way, or encode them, which readers do not expect. */
const asItIs = (value: string): { prepared: true; value: string } => ({ prepared: true, value });

/** A phrase of plain words, or nothing where plain words cannot say it. */
function listName(organisation: string): string {
  const words = organisation
    .replace(/[^\p{L}\p{N} ]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /^[\x20-\x7e]+$/.test(words) ? `${words} updates ` : '';
}

/** Why this must not be made a mail: something in it could end a header and begin another. */
export function headerFault(parcel: Parcel): string | undefined {
  const fields = {
    subject: parcel.subject,
    address: parcel.address,
    thread: parcel.thread,
    unsubscribeUrl: parcel.unsubscribeUrl,
    oneClickUrl: parcel.oneClickUrl,
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && hasControl(value))
      return `Its ${name} holds a line break or another control character.`;
  }
  return undefined;
}
