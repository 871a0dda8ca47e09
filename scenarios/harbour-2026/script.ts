import { decideCalls, migrate, setUpCommand } from '../support/actions.ts';
import { secondConcentratorFile } from '../support/estate-files.ts';
import { type Does, type Person, publishUpdate, type ScriptItem, scriptOf } from '../support/script.ts';
import { measureInput } from '../support/terms.ts';
import { london } from '../support/time.ts';
import type { World } from '../support/world.ts';
import { symptomWords } from './parameters.ts';
import { harbourCriteria, harbourMeasures } from './terms.ts';
import { harbourUpdates } from './updates.ts';

export const harbourIncident = 'harbour-connections';

// Everybody is invented.
const lead: Person = { name: 'Astrid Wells', roles: ['incident lead'] };
const engineer: Person = { name: 'Bram Keeler', roles: ['engineer'] };
const desk: Person = { name: 'Cora Finch', roles: ['desk'] };
export const author: Person = { name: 'Dele Marsh', roles: ['communications author'] };
export const approver: Person = { name: 'Enid Rowe', roles: ['approver'] };

export function harbourScript(world: World): ScriptItem[] {
  const { items, does } = scriptOf(harbourIncident);
  items.push({ at: london('2026-06-11 10:00'), actor: lead, verb: 'incident.declare', input: declaration });
  setUpCommand(does, {
    at: london('2026-06-11 10:00'),
    lead,
    groups: [
      ['control', 'Decides and coordinates', 'incident lead', lead],
      ['technical', 'Finds the cause and mends it', 'lead', engineer],
      ['communications', 'Keeps practices informed', 'communications lead', author],
    ],
  });
  decideCalls(does, world, { at: london('2026-06-11 14:00'), desk });
  investigate(does);
  for (const measure of harbourMeasures)
    does(measure.recordedAt, engineer, 'measure.add', measureInput(measure));
  for (const criterion of harbourCriteria)
    does(london('2026-06-15 12:00'), lead, 'criterion.add', { ...criterion });
  migrate(does, world, {
    engineer,
    startedAt: london('2026-06-15 13:00'),
    plannedAt: london('2026-06-15 15:00'),
    cannotMoveAt: london('2026-06-16 10:00'),
    contactedBy: desk,
    contactedAt: [london('2026-06-16 11:00'), london('2026-06-18 10:00')],
  });
  for (const update of harbourUpdates) publishUpdate(does, { author, approver }, update);
  items.push({ at: london('2026-06-12 12:00'), files: [secondConcentratorFile(world.parameters)] });
  return items;
}

const declaration = {
  slug: harbourIncident,
  candidate: 'candidate-2026-06-10t0600',
  title: 'Connections drop at practices near the harbour',
  summary: 'Practices lose their connection for minutes at a time.',
  itSeverity: 2,
  startedAt: london('2026-06-10 07:00').toISOString(),
  symptomWords: [...symptomWords],
  components: [
    { key: 'concentrator', value: 'HUB-1' },
    { key: 'firmware', value: 'fw-7.2.0' },
  ],
  demonstration: true,
};

function investigate(does: Does): void {
  does(london('2026-06-11 12:00'), engineer, 'factor.add', {
    key: 'firmware',
    title: 'Firewall firmware',
    statement: 'One version of the firmware fails.',
    settledBy: 'Sites with a workaround stop failing.',
  });
  does(london('2026-06-15 11:00'), engineer, 'factor.grade', {
    key: 'firmware',
    grade: 'supported',
    evidenceFor: ['Sites that fail share the version.'],
    reason: 'Nothing else is shared.',
  });
  does(london('2026-06-15 16:00'), lead, 'incident.respond', {
    to: 'mitigating',
    note: 'The inland hub takes load off the harbour hub.',
  });
}
