import type { ScenarioEvent } from '#app';
import { lateEvents, scenarioEvents } from '../support/events.ts';
import { expectedOf } from '../support/expected.ts';
import { worldOf } from '../support/world.ts';
import { afterEvents } from './after.ts';
import { afterEndsAt } from './after-data.ts';
import { aprilParameters } from './parameters.ts';
import { aprilIncident, aprilScript } from './script.ts';
import { aprilCriteria, aprilMeasures } from './terms.ts';
import { aprilUpdates } from './updates.ts';

export const aprilWorld = worldOf(aprilParameters);

/** A county's practices lose their connections in April 2026: issue 2, section 8. */
export const scenario = {
  name: aprilParameters.name,
  title: 'Network connectivity problems at GP practices, April 2026',
  incident: aprilIncident,
  startsAt: aprilParameters.startsAt,
  endsAt: aprilParameters.endsAt,
  environment: {
    ALLCLEAR_ORGANISATION: 'Demonstration ICB',
    ALLCLEAR_SERVICE_NAME: 'Digital and IT issues',
    ALLCLEAR_PUBLIC_URL: 'https://issues.demonstration.example',
    ALLCLEAR_REPORT_PHONE: '01632 960999',
    ALLCLEAR_REPORT_EMAIL: 'servicedesk@demonstration.example',
    ALLCLEAR_COMMS_LEAD_EMAIL: 'communications@demonstration.example',
  },
  events: (): Iterable<ScenarioEvent> => scenarioEvents(aprilWorld(), aprilScript(aprilWorld())),
  /** What comes after the end: the call that makes the silence untrue. */
  lateEvents: (): Iterable<ScenarioEvent> => lateEvents(aprilWorld()),
  /** The end of the response, the review and its actions, to the end of June: with the late call or without it. */
  afterEvents: (): Iterable<ScenarioEvent> => afterEvents(aprilWorld()),
  afterEndsAt,
  /** What the page must say at its end, worked out from the ground truth alone. */
  expected: () =>
    expectedOf(aprilWorld(), {
      asOf: aprilParameters.endsAt,
      updates: aprilUpdates,
      measures: aprilMeasures,
      criteria: aprilCriteria,
    }),
};
