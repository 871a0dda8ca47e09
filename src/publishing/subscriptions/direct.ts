import { z } from 'zod';
import { listSites, type Site } from '#estate';
import { findIncident, type Incident, instant, isOpen, slugText, text } from '#incidents';
import { exerciseMark, hasControl, isExercise, messageParameters, requestMessage, smsText } from '#messages';
import { type Contact, contactLog, migrationProgress, recordContact } from '#planning';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import { joinWords } from '#platform/clock';
import type { Context } from '#platform/context';
import { type Db, inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput, required } from '#platform/errors';
import { containsNhsNumber } from '#servicedesk';
import { channels } from './core/address.ts';
import type { ContactAddress } from './model.ts';
import { mayFollowUp, mayMessageSites, mayReadMessages } from './policy.ts';
import { selectContacts } from './store-contacts.ts';
import {
  findMessage,
  insertEntry,
  insertMessage,
  insertMessageSites,
  type StoredMessage,
  selectMessageSites,
  selectMessages,
} from './store-direct.ts';

export const messageInput = z.strictObject({
  incident: slugText,
  sites: z.array(text(60)).max(500).default([]).describe('Codes of the sites to write to'),
  cannotMove: z
    .boolean()
    .default(false)
    .describe('Also every site that cannot move, by the migration of the incident'),
  channels: z.array(z.enum(channels)).default(['email', 'sms']).describe('Which of their addresses'),
  subject: text(150).refine((subject) => !hasControl(subject), 'must be one line'),
  text: text(4_000).describe(
    'Nothing about patients. As a text message it has to fit into 6 parts, about 880 characters',
  ),
  dryRun: z.boolean().default(false).describe('Only show whom it would reach'),
});

/** One site of a message: told by how many addresses, and what was noted since. */
export interface ToldSite {
  site: string;
  practice: string;
  odsCode: string;
  /** None: somebody must telephone. */
  addresses: number;
  /** When it was told, in whichever way; null while it was not. */
  toldAt: Date | null;
  answeredAt: Date | null;
  /** Of the contact log, oldest first. */
  entries: Contact[];
}

export interface DirectMessage {
  /** Counts the direct messages of an incident from 1; null for one that is not sent. */
  number: number | null;
  sentAt: Date | null;
  sentBy: string;
  subject: string;
  text: string;
  sites: ToldSite[];
}

/**
 * Writes to chosen sites at the addresses on record for their practices, and notes in the contact log who was told what, when
 * and by whom. A site without an address stays to be told by telephone. An address that serves several of the sites gets one
 * message. With `dryRun` nothing is sent or noted.
 */
export async function messageSites(
  context: Context,
  input: z.input<typeof messageInput>,
): Promise<DirectMessage> {
  authorise(context.actor, mayMessageSites);
  const given = parseInput(messageInput, input, 'input of contact.message');
  if (containsNhsNumber(`${given.subject} ${given.text}`))
    throw new AllclearError('privacy.nhs-number', 'The message holds an NHS number. Nothing was sent.', {
      remedy: 'Write without anything about patients.',
    });
  return inTransaction(context, async (tx) => {
    const incident = await openIncident(tx, given.incident);
    await lockForTransaction(tx, `planning:${incident.id}`);
    const sites = await chosenSites(tx.db, incident, given);
    const addresses = await addressesOf(tx.db, sites, given.channels);
    if ([...addresses.values()].flat().some(({ channel }) => channel === 'sms'))
      await assertFitsText(tx.db, given.text);
    if (given.dryRun) return planned(tx, given, sites, addresses);
    const message = await insertMessage(tx, {
      incidentId: incident.id,
      subject: given.subject,
      text: given.text,
    });
    await insertMessageSites(
      tx,
      message.id,
      sites.map(({ id, practiceId }) => ({ siteId: id, addresses: addresses.get(practiceId)?.length ?? 0 })),
    );
    await send(tx, message, [...addresses.values()].flat());
    for (const site of sites)
      await noteSent(tx, incident, message, site, addresses.get(site.practiceId) ?? []);
    await audit(tx, {
      verb: 'contact.message',
      subject: `incident:${incident.slug}`,
      data: { number: message.number, subject: given.subject, sites: sites.map(({ code }) => code) },
    });
    return required((await describe(tx.db, incident, [message]))[0], 'the message');
  });
}

/** What is too long for a text message would be cut where it is sent, while the log says that they were told. */
async function assertFitsText(db: Db, words: string): Promise<void> {
  const sent = (await isExercise(db)) ? `${exerciseMark} ${words}` : words;
  const most = messageParameters.mostTextParts;
  // Nothing of this length needs so many parts, so this is the whole of it.
  if (smsText(sent, null, most) === smsText(sent, null, sent.length)) return;
  throw new AllclearError('input.invalid', 'The message is too long for a text message. Nothing was sent.', {
    faults: [
      {
        field: 'text',
        reason: `is longer than ${most} parts of a text message: shorten it, or write by email alone`,
      },
    ],
  });
}

async function openIncident(tx: Context, slug: string): Promise<Incident> {
  const incident = await findIncident(tx.db, slug);
  if (isOpen(incident.states.response)) return incident;
  throw new AllclearError(
    'state.refused',
    `The incident ${slug} is '${incident.states.response}'. Nothing was changed.`,
  );
}

/** Those that were named and, when asked for, those that cannot move; in order of their codes. */
async function chosenSites(
  db: Db,
  incident: Incident,
  { sites: codes, cannotMove }: { sites: readonly string[]; cannotMove: boolean },
): Promise<Site[]> {
  const progress = cannotMove ? await migrationProgress(db, incident.id) : null;
  const stuck = progress?.cannotMove.flatMap(({ siteCodes }) => siteCodes) ?? [];
  const wanted = new Set([...codes.map((code) => code.toUpperCase()), ...stuck]);
  const sites = (await listSites(db)).filter(({ code }) => wanted.has(code));
  const known = new Set(sites.map(({ code }) => code));
  const faults = [...wanted]
    .filter((code) => !known.has(code))
    .map((code) => ({ field: 'sites', reason: `${code} is not a site` }));
  if (wanted.size === 0) faults.push({ field: 'sites', reason: 'name no site' });
  if (faults.length > 0)
    throw new AllclearError('input.invalid', 'The sites cannot be told apart. Nothing was sent.', { faults });
  return sites.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Active addresses by practice; each address once, with the practice that comes first. */
async function addressesOf(
  db: Db,
  sites: readonly Site[],
  on: readonly string[],
): Promise<Map<number, ContactAddress[]>> {
  const practiceIds = [...new Set(sites.map(({ practiceId }) => practiceId))];
  const contacts = (await selectContacts(db, { state: 'active', practiceIds })).filter(({ channel }) =>
    on.includes(channel),
  );
  const found = new Map<number, ContactAddress[]>();
  for (const contact of contacts) {
    if (contact.practiceId === null) continue;
    found.set(contact.practiceId, [...(found.get(contact.practiceId) ?? []), contact]);
  }
  return found;
}

async function send(tx: Context, message: StoredMessage, contacts: readonly ContactAddress[]): Promise<void> {
  const distinct = new Map(contacts.map((contact) => [`${contact.channel}:${contact.address}`, contact]));
  for (const { id, channel, address, practiceId } of distinct.values())
    await requestMessage(tx, {
      channel,
      address,
      kind: 'direct',
      recipientId: id,
      recipientKind: 'practice',
      ...(practiceId === null ? {} : { practiceId: String(practiceId) }),
      subject: message.subject,
      text: message.text,
    });
}

async function noteSent(
  tx: Context,
  incident: Incident,
  message: StoredMessage,
  site: Site,
  contacts: readonly ContactAddress[],
): Promise<void> {
  if (contacts.length === 0) return;
  const entry = await recordContact(tx, {
    incident: incident.slug,
    site: site.code,
    channel: joinWords([...new Set(contacts.map(({ channel }) => channel))].sort()),
    summary: `Direct message ${message.number}: ${message.subject}`,
    answered: false,
  });
  await insertEntry(tx, { messageId: message.id, siteId: site.id, contactId: entry.id });
}

function planned(
  tx: Context,
  { subject, text: words }: { subject: string; text: string },
  sites: readonly Site[],
  addresses: ReadonlyMap<number, readonly ContactAddress[]>,
): DirectMessage {
  return {
    number: null,
    sentAt: null,
    sentBy: tx.actor.name,
    subject,
    text: words,
    sites: sites.map(({ code, practiceName, odsCode, practiceId }) => ({
      site: code,
      practice: practiceName,
      odsCode,
      addresses: addresses.get(practiceId)?.length ?? 0,
      toldAt: null,
      answeredAt: null,
      entries: [],
    })),
  };
}

export const followUpInput = z.strictObject({
  incident: slugText,
  message: z.number().int().positive().describe('The number of the direct message'),
  site: text(60),
  channel: text(40).describe("'phone', 'email', 'visit'"),
  answered: z.boolean().default(false).describe('Somebody at the site answered'),
  summary: text(2_000).describe('What was said; nothing about patients'),
  by: text(120).optional().describe('Who spoke to them; the actor when absent'),
  at: instant.optional(),
});

/** Notes that a site of a direct message was told in another way, such as by telephone, or what it answered. */
export async function followUp(context: Context, input: z.input<typeof followUpInput>): Promise<ToldSite> {
  authorise(context.actor, mayFollowUp);
  const given = parseInput(followUpInput, input, 'input of contact.follow-up');
  return inTransaction(context, async (tx) => {
    const incident = await openIncident(tx, given.incident);
    const message = await findMessage(tx.db, { incidentId: incident.id, number: given.message });
    if (!message) throw notFound('direct message', given.message);
    const { message: _, ...contact } = given;
    const entry = await recordContact(tx, contact);
    const [described] = await describe(tx.db, incident, [message]);
    const site = described?.sites.find((each) => each.site === entry.siteCode);
    if (!site) throw notFound(`site of direct message ${given.message}`, entry.siteCode);
    await insertEntry(tx, { messageId: message.id, siteId: entry.siteId, contactId: entry.id });
    const [after] = await describe(tx.db, incident, [message]);
    return required(
      after?.sites.find((each) => each.site === entry.siteCode),
      'the site',
    );
  });
}

export const listMessagesInput = z.strictObject({ incident: slugText });

/** The direct messages of an incident, newest first: which sites were told what, by whom, and whether they answered. */
export async function listMessages(
  context: Context,
  input: z.input<typeof listMessagesInput>,
): Promise<DirectMessage[]> {
  authorise(context.actor, mayReadMessages);
  const { incident: slug } = parseInput(listMessagesInput, input, 'input of contact.messages');
  const incident = await findIncident(context.db, slug);
  return describe(context.db, incident, await selectMessages(context.db, incident.id));
}

async function describe(
  db: Db,
  incident: Incident,
  messages: readonly StoredMessage[],
): Promise<DirectMessage[]> {
  const rows = await selectMessageSites(
    db,
    messages.map(({ id }) => id),
  );
  const sites = new Map((await listSites(db)).map((site) => [site.id, site]));
  const log = new Map((await contactLog(db, incident.id)).map((entry) => [entry.id, entry]));
  const byMessage = Map.groupBy(rows, ({ messageId }) => messageId);
  return messages.map(({ id, ...message }) => ({
    ...message,
    sites: (byMessage.get(id) ?? []).map(({ siteId, addresses, contactIds }): ToldSite => {
      const site = required(sites.get(siteId), `site ${siteId}`);
      const entries = contactIds.flatMap((contactId) => log.get(contactId) ?? []);
      return {
        site: site.code,
        practice: site.practiceName,
        odsCode: site.odsCode,
        addresses,
        toldAt: entries[0]?.at ?? null,
        answeredAt: entries.find(({ answered }) => answered)?.at ?? null,
        entries,
      };
    }),
  }));
}
