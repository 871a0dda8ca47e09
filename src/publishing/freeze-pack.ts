import { listSites } from '#estate';
import { type Incident, impactPeriods } from '#incidents';
import { exerciseMark, isExercise } from '#messages';
import type { Context } from '#platform/context';
import { markdownToText } from '#platform/markdown';
import type { FrozenFacts } from './bulletin.ts';
import { areaCodeOf, areaName } from './core/areas.ts';
import { liveAdvice } from './core/live-advice.ts';
import { writePack } from './core/pack/write-pack.ts';
import { affectedPractices } from './core/practices.ts';
import { fillTokens } from './core/tokens.ts';
import type { Update } from './model.ts';
import { selectClaims } from './store.ts';
import { selectAdvice } from './store-cards.ts';
import { insertPack } from './store-pack.ts';

/** More practices than this are told by their areas: a list of thousands helps nobody and would be sent to everybody. */
const listedPractices = 500;

/** Writes the pack of an update that is being published, with the facts that other formats need, and freezes both. */
export async function freezePack(
  tx: Context,
  { incident, update, now }: { incident: Incident; update: Update; now: Date },
): Promise<void> {
  const claims = await selectClaims(tx.db, [update.id]);
  const advice = liveAdvice(await selectAdvice(tx.db, incident.id), now);
  const facts: FrozenFacts = {
    response: incident.states.response,
    recovery: incident.states.recovery,
    review: incident.states.review,
    itSeverity: incident.itSeverity,
    affected: await affectedAt(tx, incident, now),
    advice: advice.map((card) => card.number),
  };
  const text = markdownToText(fillTokens(update.body, (index) => claims[index]?.text ?? ''));
  const { number, title, nextUpdateDueAt } = update;
  const { title: incidentTitle, summary } = incident;
  // Others copy these texts to where nothing of ours says that it is an exercise.
  const mark = (await isExercise(tx.db)) ? `${exerciseMark} ` : '';
  const texts = writePack({
    incident: { title: `${mark}${incidentTitle}`, summary, response: facts.response },
    update: { number, title: `${mark}${title}`, text: `${mark}${text}`, nextUpdateDueAt },
    asOf: claims[0]?.asOf ?? now,
    advice,
  });
  await insertPack(tx, update.id, { facts, texts });
}

async function affectedAt(tx: Context, incident: Incident, now: Date): Promise<FrozenFacts['affected']> {
  const sites = (await listSites(tx.db)).filter((site) => site.closedOn === null);
  const ids = affectedPractices(sites, await impactPeriods(tx.db, incident.id), now, 'ever');
  const own = sites.filter((site) => ids.has(site.practiceId));
  const odsCodes = [...new Set(own.map((site) => site.odsCode))].sort();
  const areas = new Set(
    own.map(({ postcode }) => areaCodeOf(postcode)).map((code) => (code ? areaName(code) : 'Other places')),
  );
  return {
    count: ids.size,
    areas: [...areas].sort(),
    odsCodes: odsCodes.length > listedPractices ? [] : odsCodes,
  };
}
