import { beforeAll, describe, expect, it } from 'vitest';
import { scenario as april } from '../../scenarios/april-2026/index.ts';
import { scenario } from '../../scenarios/harbour-2026/index.ts';
import { london } from '../../scenarios/support/time.ts';
import { allVerbs } from '../../src/app/index.ts';
import { runVerb } from '../../src/platform/verbs/index.ts';
import { claimFaults, claimTexts, missingFrom, modelFaults } from './expectations.ts';
import { type Played, startScenario } from './play.ts';

const page = `/incidents/${scenario.incident}`;
const expected = scenario.expected();
const texts = claimTexts(expected, {
  concentrator: 'HUB-1',
  peakDay: '2026-06-19',
  peakBefore: '2026-06-12',
  availabilityFrom: london('2026-06-18 00:00'),
  calls: null,
});

describe('the harbour in June 2026, with a call feed that went silent', () => {
  let played: Played;
  beforeAll(async () => {
    played = await startScenario(scenario);
    await played.play(scenario.events());
  }, 300_000);

  it('has the figures of its own ground truth', async () => {
    expect(modelFaults(played.bulletin(), played.incident(), expected)).toEqual([]);
    expect(claimFaults(played.incident(), texts)).toEqual([]);
    expect(missingFrom(await played.read(page), Object.values(texts))).toEqual([]);
  });

  it('says other things than April, in other words', () => {
    const said = played.incident().updates[0]?.claims.map((claim) => claim.text) ?? [];
    expect(said).toContainEqual(expect.stringMatching(/^most practices \(/i));
    expect(expected.moved.word).not.toBe(april.expected().moved.word);
    expect(expected.calls.lastLinkedAt).not.toEqual(april.expected().calls.lastLinkedAt);
  });

  it('refuses to speak of silence: nobody knows what the desk heard', async () => {
    const { author, approver, draft } = scenario.refusedUpdate;
    const as = (person: typeof author) => played.app.contextFor({ kind: 'person', ...person });
    const drafted = { incident: scenario.incident, number: 8 };
    await runVerb(allVerbs, as(author), 'update.draft', { incident: scenario.incident, ...draft });
    await runVerb(allVerbs, as(author), 'update.submit', drafted);
    await expect(runVerb(allVerbs, as(approver), 'update.approve', drafted)).rejects.toMatchObject({
      code: 'claim.refused',
      faults: [{ reason: expect.stringContaining('feed') }],
    });
    expect(played.incident().updates).toHaveLength(7);
  });
});
