/** What a report of a mail system says (RFC 3464), as far as it is of use here. */
export interface Bounce {
  /** The number of the message. */
  message: number;
  /** Null when the report names nobody. */
  recipient: string | null;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Such as 5.1.1. */
  status: string;
  diagnostic: string | null;
}

/** The name of a message in envelopes, Message-IDs and at GOV.UK Notify. Says nothing about the recipient. */
export const messageName = (id: number): string => `message-${id}`;

const numberIn = (name: string | undefined): number | undefined => {
  const found = /message-(\d{1,15})(?!\d)/.exec(name ?? '')?.[1];
  return found === undefined ? undefined : Number(found);
};

/** The number of the message that a reference names; undefined when it names none of ours. */
export const messageNumber = (reference: string): number | undefined =>
  /^message-\d{1,15}$/.test(reference) ? numberIn(reference) : undefined;

/** Reads a report; a string says why it is none of ours. Text around it is passed over. */
export function readBounce(report: string): Bounce | string {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t]+.*)*)`, 'im')
      .exec(report)?.[1]
      ?.replace(/\r?\n[ \t]+/g, ' ')
      .trim();
  const action = /^(failed|delayed|delivered|relayed|expanded)$/i
    .exec(field('Action') ?? '')?.[1]
    ?.toLowerCase();
  const status = /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(field('Status') ?? '')?.[1];
  if (action === undefined || status === undefined)
    return 'It has no Action and Status as delivery reports have them (RFC 3464).';
  const message =
    numberIn(field('Original-Envelope-Id')) ??
    numberIn(field('Message-ID')) ??
    numberIn(field('X-Allclear-Message'));
  if (message === undefined) return 'It does not name the message that it is about.';
  const recipient = (field('Final-Recipient') ?? field('Original-Recipient'))
    ?.replace(/^rfc822;\s*/i, '')
    .replace(/^<|>$/g, '');
  return {
    message,
    recipient: recipient ?? null,
    action: action as Bounce['action'],
    status,
    diagnostic: field('Diagnostic-Code')?.slice(0, 300) ?? null,
  };
}

/** Whether a status says that the address itself is gone (RFC 3463: 5.1.x, and a mailbox that is disabled). */
export const addressIsGone = (status: string): boolean => /^5\.(1\.(0|1|2|3|6|10)|2\.1)$/.test(status);
