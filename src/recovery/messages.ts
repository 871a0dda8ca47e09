import { formatDay } from '#platform/clock';
import type { Context } from '#platform/context';
import { emit } from '#platform/outbox';

/** `{link}` in a text stands for the site's own address followed by `path`: whoever delivers knows the address. */
interface Message {
  channel: 'email' | 'sms';
  address: string;
  subject: string;
  text: string;
  kind: 'recovery-asked' | 'recovery-reminder' | 'recovery-link' | 'recovery-safety-concern';
  practiceId: string;
  path: string;
}

/** Asks for a message in the transaction of the change that it tells of; whoever delivers messages hears of it. */
const requestMessage = (tx: Context, message: Message): Promise<void> =>
  emit(tx, 'message.requested', { ...message });

/** Where a practice is reached: by mail if it can be, otherwise by text message. */
export interface Reachable {
  practiceId: number;
  practiceName: string;
  email: string | null;
  mobile: string | null;
}

type AskKind = 'recovery-asked' | 'recovery-reminder' | 'recovery-link';

const openings: Readonly<Record<AskKind, string>> = {
  'recovery-asked': 'The connection problem should be over. Please tell us how your practice is.',
  'recovery-reminder': 'We have not heard from you lately. Please tell us how your practice is.',
  'recovery-link': 'Here is your link to tell us how your practice is.',
};

/** Where on its form a practice that called is asked whether it is fixed. */
const fixedQuestion = '#is-it-fixed';

/**
 * Sends a practice its link; false when nobody knows where to. One that called, and has not said whether it is fixed, is asked that first,
 * and its link opens there.
 */
export async function sendLink(
  tx: Context,
  to: Reachable,
  {
    kind,
    path,
    closesAt,
    asksFixed = false,
  }: { kind: AskKind; path: string; closesAt: Date; asksFixed?: boolean },
): Promise<boolean> {
  const opening = asksFixed
    ? 'You called us about the connection problem. We believe it is fixed at your site: is it? Please tell us, and how your practice is.'
    : openings[kind];
  const link = asksFixed ? `{link}${fixedQuestion}` : '{link}';
  const shared = {
    kind,
    path,
    practiceId: String(to.practiceId),
    subject: 'How is your practice? Two minutes',
  };
  const until = formatDay(new Date(closesAt.getTime() - 1));
  if (to.email !== null) {
    const text = `${opening} It takes two minutes and needs no account:\n\n${link}\n\nThe link is for ${to.practiceName} only and works until the end of ${until}. Please do not write anything about patients. You can also ring the service desk and tell us.`;
    await requestMessage(tx, { ...shared, channel: 'email', address: to.email, text });
    return true;
  }
  if (to.mobile === null) return false;
  const text = `${opening} Two minutes, no account: ${link}`;
  await requestMessage(tx, { ...shared, channel: 'sms', address: to.mobile, text });
  return true;
}

/** Tells a clinical safety lead that there is a concern. What it says is read in the console, by those who may. */
export const sendConcern = (
  tx: Context,
  address: string,
  concern: { practiceId: number; odsCode: string; path: string },
): Promise<void> =>
  requestMessage(tx, {
    channel: 'email',
    address,
    kind: 'recovery-safety-concern',
    practiceId: String(concern.practiceId),
    path: concern.path,
    subject: 'A practice raised a safety concern',
    text: `${concern.odsCode} raised a concern about the safety of patients. Read it, and say what came of it:\n\n{link}`,
  });
