import type { ScenarioEvent } from '#app';
import { scenarioEvents } from '../support/events.ts';
import { expectedOf } from '../support/expected.ts';
import { worldOf } from '../support/world.ts';
import { harbourParameters } from './parameters.ts';
import { approver, author, harbourIncident, harbourScript } from './script.ts';
import { harbourCriteria, harbourMeasures } from './terms.ts';
import { harbourUpdates, refusedHarbourUpdate } from './updates.ts';

export const harbourWorld = worldOf(harbourParameters);

/** The second scenario: the same product must say other things, and refuse to speak of silence on a stale feed. */
export const scenario = {
  name: harbourParameters.name,
  title: 'Connections drop at practices near the harbour, June 2026',
  incident: harbourIncident,
  startsAt: harbourParameters.startsAt,
  endsAt: harbourParameters.endsAt,
  environment: {
    ALLCLEAR_ORGANISATION: 'Harbour demonstration board',
    ALLCLEAR_SERVICE_NAME: 'IT issues',
    ALLCLEAR_PUBLIC_URL: 'https://harbour.demonstration.example',
    ALLCLEAR_REPORT_PHONE: '01632 960998',
  },
  events: (): Iterable<ScenarioEvent> => scenarioEvents(harbourWorld(), harbourScript(harbourWorld())),
  expected: () =>
    expectedOf(harbourWorld(), {
      asOf: harbourParameters.endsAt,
      updates: harbourUpdates,
      measures: harbourMeasures,
      criteria: harbourCriteria,
    }),
  /** Drafted and submitted by the author at the end; the approver's approval must be refused. */
  refusedUpdate: { author, approver, draft: refusedHarbourUpdate },
};
