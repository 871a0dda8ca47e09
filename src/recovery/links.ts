import { z } from 'zod';
import { displayName, listPractices } from '#estate';
import { slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise, newSecret } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseRows, readCsv } from '#platform/csv';
import { inTransaction } from '#platform/db';
import { AllclearError, type Fault, notFound, parseInput } from '#platform/errors';
import { sendLink } from './messages.ts';
import type { FormLink } from './model.ts';
import { formPath } from './open.ts';
import { mayShareLinks } from './policy.ts';
import { practicesOf, recoveringIncident } from './scene.ts';
import { endLinks, insertLinks, selectAsks, selectRecovery, upsertContacts } from './store-asks.ts';

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
    const sent = parsed.send && (await sendLink(tx, to, { kind: 'recovery.link', path, closesAt }));
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

export const contactsInput = z.strictObject({
  csv: text(2_000_000).describe('With the columns ods_code, email, mobile; a line for each practice'),
});

const contactRow = z.object({
  ods_code: z.string().trim().toUpperCase().min(1),
  email: z
    .union([z.literal(''), z.email('is not an email address')])
    .default('')
    .transform((email) => email || null),
  mobile: z
    .string()
    .default('')
    .transform((mobile) => mobile.replaceAll(/[\s()-]/g, '') || null)
    .refine((mobile) => mobile === null || /^(?:07\d{9}|\+\d{8,15})$/.test(mobile), 'is not a mobile number'),
});

/** Records where messages for practices go. All rows or none. */
export function recordContacts(
  context: Context,
  input: z.input<typeof contactsInput>,
): Promise<{ practices: number }> {
  authorise(context.actor, mayShareLinks);
  const { csv } = parseInput(contactsInput, input, 'input of recovery.contacts');
  const table = readCsv(csv, {
    header: true,
    columns: { required: ['ods_code'], optional: ['email', 'mobile'] },
  });
  const { rows, faults } = parseRows(table, contactRow);
  return inTransaction(context, async (tx) => {
    const known = new Map((await listPractices(tx.db)).map((practice) => [practice.odsCode, practice.id]));
    const wrong: Fault[] = [...faults];
    const contacts = new Map<number, { practiceId: number; email: string | null; mobile: string | null }>();
    for (const { line, value } of rows) {
      const practiceId = known.get(value.ods_code);
      const { email, mobile } = value;
      if (practiceId === undefined)
        wrong.push({ line, field: 'ods_code', reason: 'is no practice that we know' });
      else if (email === null && mobile === null)
        wrong.push({ line, reason: 'has neither an email nor a mobile' });
      else contacts.set(practiceId, { practiceId, email, mobile });
    }
    if (wrong.length > 0 || contacts.size === 0)
      throw new AllclearError('import.rejected', 'The list cannot be taken. Nothing was changed.', {
        faults: wrong.length > 0 ? wrong : [{ field: 'csv', reason: 'has no practice' }],
      });
    await upsertContacts(tx, [...contacts.values()]);
    await audit(tx, {
      verb: 'recovery.contacts',
      subject: 'recovery:contacts',
      data: { practices: contacts.size },
    });
    return { practices: contacts.size };
  });
}
