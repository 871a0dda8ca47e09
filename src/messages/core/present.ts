import type { ChannelName, Parcel } from '../model.ts';
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

/** The message as every channel gets it. This is the only place where an exercise is marked, so no channel forgets it. */
export function presentParcel(stored: StoredParcel, publicUrl: string): Parcel {
  const { short, path, subject, body, html, exercise, ...rest } = stored;
  const url = path === null ? null : `${publicUrl}${path}`;
  const words = short ?? subject;
  return {
    ...rest,
    exercise,
    url,
    subject: exercise ? `${exerciseMark} ${subject}` : subject,
    body: exercise ? `${exerciseWords}\n\n${body}` : body,
    html: html === null ? null : exercise ? `<p><strong>${exerciseWords}</strong></p>\n${html}` : html,
    short: smsText(exercise ? `${exerciseMark} ${words}` : words, url),
  };
}
