import type { Bulletin, IncidentBulletin, Pack, PublishedUpdate } from '#publishing';
import { linkMark } from '#publishing';
import { absolute, paths } from '../paths.ts';
import { correctionsOf, when } from '../words.ts';

/** Whether a pack may still be used. */
export type PackState =
  | { use: 'current' }
  | { use: 'superseded'; by: PublishedUpdate }
  | { use: 'withdrawn'; reason: string };

/**
 * A pack is withdrawn with its update: when a sentence of it stopped being true, when it was corrected, when the incident
 * has entered another state than the pack tells of, or when advice in it has ended or been withdrawn. An older one gives
 * way to that of a later update.
 */
export function packState(incident: IncidentBulletin, update: PublishedUpdate, asOf: string): PackState {
  const reason = withdrawnBecause(incident, update, asOf);
  if (reason !== null) return { use: 'withdrawn', reason };
  const newest = incident.updates[0];
  return newest && newest.number !== update.number ? { use: 'superseded', by: newest } : { use: 'current' };
}

function withdrawnBecause(incident: IncidentBulletin, update: PublishedUpdate, asOf: string): string | null {
  const stopped = update.claims.map((claim) => claim.stoppedAt).filter((at) => at !== null);
  const [firstStop] = stopped.sort();
  if (firstStop) return `Something in its update stopped being true at ${when(firstStop, asOf)}.`;
  const [correction] = correctionsOf(incident, update);
  if (correction) return `Its update was corrected at ${when(correction.publishedAt, asOf)}.`;
  const { frozen } = update;
  if (!frozen) return null;
  if (frozen.response !== incident.states.response) {
    const changedAt = incident.statusHistory.findLast((change) => change.at > update.publishedAt)?.at;
    return `The state of the incident has changed since${changedAt ? `, at ${when(changedAt, asOf)}` : ''}.`;
  }
  const live = new Set(incident.advice.map((card) => card.number));
  return frozen.advice.every((number) => live.has(number))
    ? null
    : 'Advice in it has ended or has been withdrawn.';
}

/** One text of the pack, ready to be used. */
export interface PackPart {
  id: string;
  heading: string;
  /** What it is for, in a sentence. */
  use: string;
  fileName: string;
  text: string;
}

/** The texts of a pack with the address of the page filled in. */
export function packParts(bulletin: Bulletin, incident: IncidentBulletin, pack: Pack): PackPart[] {
  const link = absolute(bulletin.publicUrl, paths.incident(incident.slug));
  return [
    {
      id: 'website',
      heading: 'For your website',
      use: 'For patients, as a notice on the website of a practice.',
      fileName: 'website.txt',
      text: pack.patient,
    },
    {
      id: 'phone',
      heading: 'For your phone message',
      use: 'To record, or to read out.',
      fileName: 'phone-message.txt',
      text: pack.phone,
    },
    ...pack.posts.map((post) => ({
      id: `post-${post.network.toLowerCase()}`,
      heading: `For ${post.network}`,
      use: `A post within the limit of ${post.network}, ${post.limit.toLocaleString('en-GB')} characters.`,
      fileName: `post-${post.network.toLowerCase()}.txt`,
      text: post.text.replaceAll(linkMark, link),
    })),
    {
      id: 'staff',
      heading: 'For your staff',
      use: 'A briefing for everybody who works at the practice.',
      fileName: 'staff-briefing.txt',
      text: `${pack.staff}\n\n${link}`,
    },
  ];
}
