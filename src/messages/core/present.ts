import { type ChannelName, messageParameters, type Parcel } from '../model.ts';
import { smsText } from './gsm.ts';

/** A message as it is stored, with its notice. */
export interface StoredParcel {
  id: number;
  noticeId: number;
  kind: string;
  incident: string | null;
  updateNumber: number | null;
  thread: string | null;
  subject: string;
  body: string;
  html: string | null;
  short: string | null;
  path: string | null;
  recipientId: string | null;
  channel: ChannelName;
  address: string;
  unsubscribeUrl: string | null;
  oneClickUrl: string | null;
  exercise: boolean;
  attempts: number;
  inDoubt: boolean;
  createdAt: Date;
}

export const exerciseWords = 'This is an exercise and not real.';
export const exerciseMark = 'EXERCISE:';

/**
 * The message as every channel gets it: links that begin at the root lead to this site, and `{link}` in a text stands for the
 * message's own. This is the only place where an exercise is marked, so no channel forgets it.
 */
export function presentParcel(stored: StoredParcel, publicUrl: string): Parcel {
  const { short, path, subject, html, exercise, ...rest } = stored;
  const absolute = (link: string | null): string | null =>
    link?.startsWith('/') ? `${publicUrl}${link}` : link;
  const url = absolute(path);
  const linked = (text: string): string => (url === null ? text : text.replaceAll('{link}', url));
  const body = linked(stored.body);
  const words = linked(short ?? subject);
  const unsubscribeUrl = absolute(stored.unsubscribeUrl);
  const links = [
    ...(url === null || words.includes(url) ? [] : [url]),
    ...(stored.channel === 'sms' && unsubscribeUrl !== null ? [`Stop: ${unsubscribeUrl}`] : []),
  ];
  // One that is not of an incident is sent whole: it was written for this one person.
  const parts = stored.incident === null ? messageParameters.mostTextParts : 2;
  return {
    ...rest,
    exercise,
    url,
    unsubscribeUrl,
    oneClickUrl: absolute(stored.oneClickUrl),
    subject: exercise ? `${exerciseMark} ${subject}` : subject,
    body: exercise ? `${exerciseWords}\n\n${body}` : body,
    html: html === null ? null : exercise ? `<p><strong>${exerciseWords}</strong></p>\n${html}` : html,
    short: smsText(
      exercise ? `${exerciseMark} ${words}` : words,
      links.length === 0 ? null : links.join(' '),
      parts,
    ),
  };
}
