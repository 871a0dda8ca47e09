import { decideCalls, migrate, setUpCommand } from '../support/actions.ts';
import { secondConcentratorFile } from '../support/estate-files.ts';
import { type Does, publishUpdate, type ScriptItem, scriptOf } from '../support/script.ts';
import { measureInput } from '../support/terms.ts';
import { london } from '../support/time.ts';
import type { World } from '../support/world.ts';
import { symptomWords } from './parameters.ts';
import { approver, author, deskLead, engineer, lead, reviewer, safetyLead, supplier } from './people.ts';
import { aprilCriteria, aprilMeasures } from './terms.ts';
import { aprilUpdates } from './updates.ts';

export const aprilIncident = 'network-connectivity';

/** What people did from Monday 20 April on, as they would through the console or the command line. */
export function aprilScript(world: World): ScriptItem[] {
  const { items, does } = scriptOf(aprilIncident);
  items.push({ at: london('2026-04-20 11:00'), actor: lead, verb: 'incident.declare', input: declaration });
  setUpCommand(does, {
    at: london('2026-04-20 11:00'),
    lead,
    groups: [
      ['control', 'Decides and coordinates', 'incident lead', lead],
      ['technical', 'Finds the cause and mends it', 'lead', engineer],
      ['call logging', 'Takes every call and ties it to a site', 'lead', deskLead],
      ['supplier support', 'Works with the makers of firewalls and concentrators', 'lead', supplier],
      ['communications', 'Keeps practices and the public informed', 'communications lead', author],
      ['clinical safety', 'Judges the risk to patients', 'clinical safety lead', safetyLead],
    ],
  });
  advise(does);
  decideCalls(does, world, { at: london('2026-04-20 12:00'), desk: deskLead });
  investigate(does);
  weighSuggestions(does);
  act(does);
  migrate(does, world, {
    engineer,
    startedAt: london('2026-04-23 14:00'),
    plannedAt: london('2026-04-23 16:00'),
    cannotMoveAt: london('2026-04-24 14:00'),
    contactedBy: deskLead,
    contactedAt: [london('2026-04-24 15:00'), london('2026-04-27 11:00'), london('2026-04-28 11:00')],
  });
  lookAhead(does);
  recover(does, world);
  for (const update of aprilUpdates) publishUpdate(does, { author, approver }, update);
  items.push({ at: london('2026-04-23 12:00'), files: [secondConcentratorFile(world.parameters)] });
  return items;
}

const declaration = {
  slug: aprilIncident,
  // Detection proposed it when the first sites failed together, at 6am (5am UTC) on Thursday 16 April.
  candidate: 'candidate-2026-04-16t0500',
  title: 'Network connectivity problems at GP practices',
  summary:
    'Practices lose their connection to the data centre for minutes at a time, at different places and times. It is slowest early on weekday mornings.',
  itSeverity: 1,
  startedAt: london('2026-04-16 06:00').toISOString(),
  symptomWords: [...symptomWords],
  components: [
    { key: 'concentrator', value: 'VPN-A' },
    { key: 'firmware', value: 'fw-9.4.1' },
  ],
  demonstration: true,
};

const cards = [
  ['do', 'Follow your business continuity plan if you lose your connection.'],
  [
    'do',
    'Turn off online consultations for a time if you need to, in line with your business continuity plan.',
  ],
  ['do', 'Report every loss of connection to the service desk, even a short one.'],
  ['dont', 'Restart the firewall yourself: this removes what we need to find the cause.'],
] as const;

function advise(does: Does): void {
  for (const [index, [kind, text]] of cards.entries()) {
    does(london('2026-04-20 13:00'), author, 'advice.propose', { kind, text });
    does(london('2026-04-20 14:00'), safetyLead, 'advice.approve', { number: index + 1 });
  }
}

function investigate(does: Does): void {
  does(london('2026-04-20 12:00'), engineer, 'factor.add', {
    key: 'firewall-software',
    title: 'Firewall instability',
    statement:
      'A software fault affects a number of firewalls. They fail intermittently, at different sites at different times.',
    settledBy: 'The maker reproduces the fault, and sites with the workaround stop failing.',
  });
  does(london('2026-04-20 12:00'), engineer, 'factor.add', {
    key: 'concentrator-capacity',
    title: 'Capacity',
    statement:
      'All traffic goes through one concentrator. It is full at peak times, above all early in the morning, and this makes the firewall fault worse.',
    settledBy: 'With the morning load below the rating, failures at that time fall.',
  });
  does(london('2026-04-20 12:00'), engineer, 'factor.add', {
    key: 'circuits',
    title: 'Circuits of one carrier',
    statement: 'The circuits of one carrier drop out.',
    settledBy: 'Failing sites are spread over carriers as all sites are, or they are not.',
  });
  does(london('2026-04-21 14:00'), engineer, 'factor.grade', {
    key: 'firewall-software',
    grade: 'supported',
    evidenceFor: ['Sites that fail run firmware fw-9.4.1. Sites on other firmware hardly ever do.'],
    reason: 'The failing sites share the firmware, not the place, the carrier or the model.',
  });
  does(london('2026-04-21 15:00'), engineer, 'factor.grade', {
    key: 'circuits',
    grade: 'ruled out',
    evidenceAgainst: ['Failing sites are spread over carriers in the same shares as all sites.'],
    reason: 'Nothing points to the circuits.',
  });
  does(london('2026-04-22 11:00'), engineer, 'factor.grade', {
    key: 'concentrator-capacity',
    grade: 'supported',
    evidenceFor: [
      'On weekday mornings the first concentrator carries all it is rated for, while loss and delay rise at its sites.',
      'Failures of the same firewalls come several times as often in those hours.',
    ],
    reason: 'The two factors meet in the early morning.',
  });
  does(london('2026-04-24 11:00'), engineer, 'factor.grade', {
    key: 'concentrator-capacity',
    grade: 'confirmed',
    evidenceFor: ['With downloads held back, the morning peak stayed below the rating.'],
    reason: 'Lowering the load had the effect that was expected of it.',
  });
  does(london('2026-04-28 11:00'), supplier, 'factor.grade', {
    key: 'firewall-software',
    grade: 'confirmed',
    evidenceFor: ['The maker has reproduced the fault, and sites with the workaround have stopped failing.'],
    reason: 'What would settle it has been seen.',
  });
}

/** What attribution suggested from the data, and what the engineer made of it. */
function weighSuggestions(does: Does): void {
  const accepted = [
    [
      'firmware-fw-9-4-1',
      'firewall-software',
      'It is what we suspected, and it holds against all other attributes.',
    ],
    ['load-90-or-more', 'concentrator-capacity', 'Failures come when the first concentrator is full.'],
    [
      'firmware-fw-9-4-1-with-load-90-or-more',
      'concentrator-capacity',
      'The full concentrator makes the firewall fault worse: more than the two added.',
    ],
  ] as const;
  for (const [key, factor, reason] of accepted)
    does(london('2026-04-21 13:00'), engineer, 'suggestion.accept', { key, factor, reason });
  for (const key of ['concentrator-vpn-a', 'concentrator-vpn-a-with-firmware-fw-9-4-1'])
    does(london('2026-04-27 11:30'), engineer, 'suggestion.reject', {
      key,
      reason:
        'Sites left the first concentrator as the workaround came, so it stands for the time before. Its load is a factor already.',
    });
}

function act(does: Does): void {
  for (const measure of aprilMeasures)
    does(measure.recordedAt, engineer, 'measure.add', measureInput(measure));
  for (const criterion of aprilCriteria)
    does(london('2026-04-24 12:00'), lead, 'criterion.add', { ...criterion });
  const steps = [
    ['2026-04-22 11:00', 'cause identified', 'Two factors are supported by evidence.'],
    ['2026-04-22 15:00', 'mitigating', 'Load is taken off the first concentrator.'],
    ['2026-04-28 11:00', 'monitoring', 'All sites that can move have moved.'],
  ] as const;
  for (const [at, to, note] of steps) does(london(at), lead, 'incident.respond', { to, note });
  does(london('2026-04-20 12:00'), lead, 'command.action', {
    group: 'technical',
    text: 'Compare the failing sites with those that do not fail',
    owner: engineer.name,
    due: london('2026-04-21 17:00').toISOString(),
  });
  does(london('2026-04-21 15:00'), engineer, 'command.action-done', { number: 1 });
  does(london('2026-04-21 15:00'), lead, 'command.action', {
    group: 'supplier support',
    text: 'Get a corrected firmware from the maker, with a date',
    owner: supplier.name,
    due: london('2026-05-08 17:00').toISOString(),
  });
}

function lookAhead(does: Does): void {
  does(london('2026-04-28 12:00'), lead, 'nextstep.add', {
    text: 'We will share a full root cause analysis, which includes an independent review and an action plan.',
    due: london('2026-05-29 17:00').toISOString(),
  });
  does(london('2026-04-28 12:00'), lead, 'nextstep.add', {
    text: 'Firewalls get corrected firmware once the maker has released it.',
  });
  does(london('2026-04-28 15:00'), lead, 'review.commission', {
    independentReviewer: reviewer.name,
    reviewerOrganisation: reviewer.organisation,
    dueBy: '2026-05-29',
    termsOfReference:
      'What happened and why, how the two factors acted together, how the response went, and what must change. Findings and actions are shared with every practice.',
  });
}

/** A few practices say how they are; the others have not answered. */
function recover(does: Does, { truth, estate }: World): void {
  const forced = truth.failures.filter((failure) => failure.cause === 'forced');
  const codes = [...new Set(forced.map((failure) => estate.sites[failure.site]?.practice.odsCode))];
  for (const [index, practice] of codes.entries()) {
    const state = index < 3 ? 'recovered' : 'recovering';
    does(london(index < 4 ? '2026-04-28 14:00' : '2026-04-29 09:00'), deskLead, 'recovery.report', {
      practice,
      state,
    });
  }
}
