import { z } from 'zod';
import { displayName } from '#estate';
import { slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise, newSecret } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { sendLink } from './messages.ts';
import type { FormLink } from './model.ts';
import { formPath } from './open.ts';
import { mayShareLinks } from './policy.ts';
import { practicesOf, recoveringIncident } from './scene.ts';
import {
  deleteContactsOf,
  endLinks,
  insertLinks,
  selectAsks,
  selectRecovery,
  upsertContacts,
} from './store-asks.ts';

export const linkInput = z.strictObject({
  incident: slugText,
  practice: text(20).describe('Its ODS code'),
  send: z.boolean().default(false).describe('Send it where its messages go, too'),
  endOthers: z
    .boolean()
    .default(false)
    .describe('Earlier links of this practice stop working: for one that got into wrong hands'),
});

/**
 * A new link to a practice's form, to be read out, copied or sent. Audited. Earlier links go on working, since somebody may be writing on
 * one, unless they are ended.
 */
export function shareLink(
  context: Context,
  input: z.input<typeof linkInput>,
): Promise<{ sent: boolean; links: FormLink[] }> {
  authorise(context.actor, mayShareLinks);
  const parsed = parseInput(linkInput, input, 'input of recovery.link');
  return inTransaction(context, async (tx) => {
    const incident = await recoveringIncident(tx.db, parsed.incident);
    const [practice] = await practicesOf(tx, [parsed.practice]);
    const recovery = await selectRecovery(tx.db, incident.id);
    const [ask] = practice ? await selectAsks(tx.db, incident.id, practice.id) : [];
    if (!recovery || !ask) throw notFound('practice that was asked, with the code', parsed.practice);
    if (recovery.closesAt <= tx.clock.now())
      throw new AllclearError('state.refused', 'The time for answers is over. Nothing was changed.');
    const secret = newSecret();
    const path = formPath(secret);
    if (parsed.endOthers) await endLinks(tx, ask.id);
    await insertLinks(tx, [{ askId: ask.id, secret }], recovery.closesAt);
    const name = displayName(ask.practiceName);
    const { closesAt } = recovery;
    const to = { ...ask, practiceName: name };
    const sent = parsed.send && (await sendLink(tx, to, { kind: 'recovery-link', path, closesAt }));
    if (parsed.send && !sent)
      throw new AllclearError(
        'state.refused',
        `Nobody knows where messages for ${name} go. Nothing was changed.`,
        {
          remedy: 'Record where its messages go, or read the link out.',
        },
      );
    await audit(tx, { verb: 'recovery.link', subject: `practice:${ask.odsCode}`, data: { ...parsed, sent } });
    return { sent, links: [{ odsCode: ask.odsCode, name, path }] };
  });
}

/**
 * Takes over where messages for these practices go, in the transaction of whoever keeps their addresses. A practice without
 * any is reached by telephone alone.
 */
export async function takeContacts(
  tx: Context,
  contacts: readonly { practiceId: number; email: string | null; mobile: string | null }[],
): Promise<void> {
  const reached = contacts.filter(({ email, mobile }) => email !== null || mobile !== null);
  await upsertContacts(tx, reached);
  await deleteContactsOf(
    tx,
    contacts
      .filter(({ email, mobile }) => email === null && mobile === null)
      .map(({ practiceId }) => practiceId),
  );
}
