import { listSites } from '#estate';
import { findIncident, findIncidentById, impactPeriods } from '#incidents';
import type { Occasion, Recipient, RecipientsOf } from '#messages';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { affectedPractices } from '../core/practices.ts';
import { mayRead } from '../policy.ts';
import { signLink, signShortStop } from './core/link.ts';
import { quietUntil } from './core/quiet.ts';
import type { Scope } from './core/wants.ts';
import type { AudienceShare } from './model.ts';
import { shortStopPath, subscriptionPath } from './paths.ts';
import { listPlaces, type Place } from './places.ts';
import { signingSecret } from './store.ts';
import {
  type Asked,
  type ContactRecipient,
  contactPage,
  countRecipients,
  type SubscriberRecipient,
  subscriberPage,
} from './store-recipients.ts';

const pageSize = 2_000;
const noUuid = '00000000-0000-0000-0000-000000000000';

/**
 * Who is to hear of something: contact addresses of the practices that it concerns and of the staff, then subscribers. An
 * address that is both is told once. `publicUrl` is where unsubscribing links lead.
 */
export const recipientsOf = (publicUrl: string): RecipientsOf =>
  async function* recipients(db, what) {
    const places = await listPlaces(db, what.at);
    const asked = await askedFor(db, what, places);
    let after = { channel: '', address: '' };
    for (;;) {
      const page = await contactPage(db, asked, after, pageSize);
      if (page.length > 0) yield page.map(contactRecipient);
      const last = page.at(-1);
      if (page.length < pageSize || !last) break;
      after = last;
    }
    const secret = await signingSecret({ db, clock: { now: () => what.at } });
    const idOf = new Map(places.map(({ odsCode, practiceId }) => [odsCode, practiceId]));
    let lastId = noUuid;
    for (;;) {
      const page = await subscriberPage(db, asked, lastId, pageSize);
      if (page.length > 0) yield page.map((row) => subscriber(row, { secret, publicUrl, idOf, at: what.at }));
      const last = page.at(-1);
      if (page.length < pageSize || !last) return;
      lastId = last.id;
    }
  };

async function askedFor(db: Db, what: Occasion, places: readonly Place[]): Promise<Asked> {
  const { slug } = await findIncidentById(db, what.incidentId);
  const practiceIds = what.practiceIds === 'all' ? null : what.practiceIds.map(Number);
  const about = what.kind === 'update' ? 'updates' : 'planned-work';
  return { practiceIds, about, severity: what.severity, scopes: scopesTold(places, practiceIds, slug) };
}

/** Everything, the incident itself, and whatever takes in one of the practices. */
function scopesTold(places: readonly Place[], practiceIds: readonly number[] | null, slug: string): Scope[] {
  const wanted = practiceIds && new Set(practiceIds);
  const own = places.filter(({ practiceId }) => wanted === null || wanted.has(practiceId));
  const scopes = own.flatMap((place) => place.scopes);
  const distinct = new Map(scopes.map((scope) => [`${scope.kind}:${scope.key}`, scope]));
  return [{ kind: 'everything', key: '' }, { kind: 'incident', key: slug }, ...distinct.values()];
}

const contactRecipient = ({ id, kind, channel, address, practiceId }: ContactRecipient): Recipient => ({
  recipientId: id,
  kind,
  channel,
  address,
  ...(practiceId === null ? {} : { practiceId: String(practiceId) }),
});

interface Links {
  secret: Buffer;
  publicUrl: string;
  idOf: ReadonlyMap<string, number>;
  at: Date;
}

function subscriber(row: SubscriberRecipient, { secret, publicUrl, idOf, at }: Links): Recipient {
  const { id, channel, address, quietFrom, quietTo, odsCode } = row;
  const practiceId = odsCode === null ? undefined : idOf.get(odsCode);
  const quiet = quietFrom === null || quietTo === null ? null : { fromMinute: quietFrom, toMinute: quietTo };
  const notBefore = quietUntil(quiet, at);
  return {
    recipientId: id,
    kind: 'subscriber',
    channel,
    address,
    ...(practiceId === undefined ? {} : { practiceId: String(practiceId) }),
    ...waysOut(channel, publicUrl, secret, id),
    ...(notBefore ? { notBefore } : {}),
  };
}

/** How messages are ended. Only mail programs post by themselves, and only text messages have little room. */
function waysOut(
  channel: Recipient['channel'],
  publicUrl: string,
  secret: Buffer,
  id: string,
): Pick<Recipient, 'unsubscribeUrl' | 'oneClickUrl'> {
  if (channel === 'sms') return { unsubscribeUrl: shortStopPath(publicUrl, signShortStop(secret, id)) };
  const token = signLink(secret, { purpose: 'stop', id });
  return {
    unsubscribeUrl: subscriptionPath(publicUrl, 'stop', token),
    oneClickUrl: subscriptionPath(publicUrl, 'one-click', token),
  };
}

/**
 * Webhooks whose owners asked to hear of everything or of this incident, at its severity: for what is told to programs, such as a change
 * of an action. Addresses on record and people are not among them.
 */
export async function webhookSubscribers(
  db: Db,
  incidentId: number,
): Promise<Pick<Recipient, 'recipientId' | 'address'>[]> {
  const { slug, itSeverity } = await findIncidentById(db, incidentId);
  const scopes: Scope[] = [
    { kind: 'everything', key: '' },
    { kind: 'incident', key: slug },
  ];
  const found: Pick<Recipient, 'recipientId' | 'address'>[] = [];
  const asked = { practiceIds: [], about: 'updates' as const, severity: itSeverity, scopes };
  for (let last: string | undefined = noUuid; last !== undefined; ) {
    const page: SubscriberRecipient[] = await subscriberPage(db, asked, last, pageSize);
    for (const { id, channel, address } of page)
      if (channel === 'webhook') found.push({ recipientId: id, address });
    last = page.length < pageSize ? undefined : page.at(-1)?.id;
  }
  return found;
}

/** Practices that an update of an incident concerns: those with a site that it affected so far. */
export async function concernedPractices(db: Db, incidentId: number, now: Date): Promise<number[]> {
  const sites = (await listSites(db)).filter((site) => site.closedOn === null);
  return [...affectedPractices(sites, await impactPeriods(db, incidentId), now, 'ever')];
}

/** How many people an update of this incident would reach if it were published now, by channel. */
export async function audienceShares(context: Context, incident: string): Promise<AudienceShare[]> {
  authorise(context.actor, mayRead);
  const { db, clock } = context;
  const { id, slug, itSeverity } = await findIncident(db, incident);
  const practiceIds = await concernedPractices(db, id, clock.now());
  const places = await listPlaces(db, clock.now());
  return countRecipients(db, {
    practiceIds,
    about: 'updates',
    severity: itSeverity,
    scopes: scopesTold(places, practiceIds, slug),
  });
}
