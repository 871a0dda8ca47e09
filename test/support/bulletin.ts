import type {
  Bulletin,
  CalendarEntry,
  IncidentBulletin,
  Pack,
  PracticeBulletin,
  PracticeLine,
  PublicState,
  PublishedClaim,
  PublishedUpdate,
} from '#publishing';

// A bulletin as the second week of a long incident leaves it: as long as a real one, with invented practices.

const words =
  'Alder Ashdown Barley Bramble Brook Calder Castle Chalk Cherry Coopers Dane Downs Eastgate Elm Fairfield Ferry Foxglove Gate Grange Harbour Hawthorn Heron High Hollow Invicta Ivy Juniper Kestrel Kiln Larkfield Limes Manor Marsh Meadow Mill Minster Northdown Oast Orchard Osprey Park Pilgrim Quarry Queens Ridge Rowan Saxon Shepherds Spinney Stone Tannery Thames Tower Underhill Vale Victoria Wainscott Weald Wharf Willow Windmill Woodlands Wren Yew'.split(
    ' ',
  );
const places =
  'Road|Hill|Lane|Park|Green|Bridge|Cross|Street|Field|Wharf|Court|Mead|House|Bay|Gardens|Way'.split('|');
const endings =
  'Surgery|Medical Centre|Practice|Health Centre|Medical Practice|Family Practice|Clinic|Group Practice|Partnership'.split(
    '|',
  );
const towns =
  'Northmarsh|Kingsferry|Ashcombe|Little Wenham|Stourgate|Oldhaven|Marlstone|Westbourne Bay|Tenterley|Sandling|Hythe Cross|Farnstead|Lydden Green|Rochebury|Swalebridge|Deneham|Cranleigh Down|Pluckhurst|Wyefield|Staplestone|Eythorpe|Minnisbay'.split(
    '|',
  );

const pick = <T>(list: readonly T[], n: number): T => {
  const found = list[n % list.length];
  if (found === undefined) throw new Error('The list is empty.');
  return found;
};

/** As good as random, so that names compress no better than real ones, and always the same. */
const scatter = (n: number, salt: number): number =>
  Math.imul((n + 1) * 2654435761, 40503 + salt * 2246822519) >>> 8;

const states: readonly PublicState[] = ['down', 'degraded', 'unknown'];

/** Practice `n` of the invented county. The first three are in trouble, four cannot move, the rest have moved. */
export function practiceLine(n: number): PracticeLine {
  return {
    odsCode: `G99${String(n + 1).padStart(3, '0')}`,
    name: `${pick(words, scatter(n, 1))} ${n % 3 === 0 ? '' : `${pick(places, scatter(n, 2))} `}${pick(endings, scatter(n, 3))}`,
    town: pick(towns, scatter(n, 4)),
    state: states[n] ?? 'up',
    migration: n < 4 ? 'Cannot move' : n < 8 ? 'Planned' : 'Moved',
  };
}

export function practiceBulletin(n: number): PracticeBulletin {
  const line = practiceLine(n);
  const since = n < 3 ? '2026-04-29T07:35:00.000Z' : '2026-04-27T05:10:00.000Z';
  return {
    ...line,
    groups: n % 10 === 0 ? ['Coast Primary Care Network'] : [],
    postcode: `ZZ${1 + (n % 20)} ${n % 10}A${pick(['A', 'B', 'D', 'E', 'F', 'G', 'H'], n)}`,
    sites: [
      {
        code: `${line.odsCode}-1`,
        name: 'Main site',
        state: line.state,
        since,
        lastReadingAt: '2026-04-29T08:55:00.000Z',
      },
      ...(n % 9 === 0
        ? [
            {
              code: `${line.odsCode}-2`,
              name: 'Branch site',
              state: 'unknown' as const,
              since: null,
              lastReadingAt: null,
            },
          ]
        : []),
    ],
    incidents: [
      {
        slug: 'practice-network-april-2026',
        title: 'Network problems at GP practices',
        affected: n % 5 !== 4,
        periods:
          n % 5 === 4
            ? []
            : [
                { from: '2026-04-16T06:20:00.000Z', to: '2026-04-16T07:05:00.000Z', kind: 'flap' },
                {
                  from: '2026-04-22T06:40:00.000Z',
                  to: n < 3 ? null : '2026-04-22T06:55:00.000Z',
                  kind: 'outage',
                },
              ],
        callsLogged: n % 5 === 4 ? 0 : n % 3,
        migrationText:
          n < 4 ? 'Cannot move: the KPSN circuit has a fixed route' : 'Moved at 6:30pm on Thursday 23 April',
        recoveryText: null,
      },
    ],
  };
}

export function claim(overrides: Partial<PublishedClaim> = {}): PublishedClaim {
  return {
    key: 'calls.quietSince',
    text: 'no calls since 10:30am on Monday 27 April',
    asOf: '2026-04-29T09:00:00.000Z',
    evidence:
      'We counted calls linked to this incident. The service desk was open for 18 hours in that time. At the rate of the week before we would have expected 41 calls. 2 calls are not yet sorted and are left out',
    holds: true,
    stoppedAt: null,
    nowText: null,
    ...overrides,
  };
}

/** The same claim after a new call. */
export const stoppedClaim = (): PublishedClaim =>
  claim({
    holds: false,
    stoppedAt: '2026-04-29T09:42:00.000Z',
    nowText: 'the last call linked to this incident was at 10:42am on Wednesday 29 April',
  });

const movedClaim = (): PublishedClaim =>
  claim({
    key: 'practices.moved',
    text: 'almost all practices (178 of 186) have moved',
    evidence:
      'A practice counts as moved when all of its sites that can move use the second concentrator. 4 practices have no site that can move',
  });

export function publishedUpdate(overrides: Partial<PublishedUpdate> = {}): PublishedUpdate {
  const number = overrides.number ?? 8;
  return {
    number,
    kind: 'update',
    corrects: null,
    title: 'Almost all practices have moved and access is stable',
    path: `/incidents/practice-network-april-2026/updates/${number}`,
    publishedAt: '2026-04-29T09:00:00.000Z',
    author: 'Priya Example, communications lead',
    approvedBy: 'Sam Example, incident lead',
    body:
      'As of now, {{claim practices.moved incident="April 2026"}} to the second VPN concentrator.\n\n' +
      'The service desk has had {{claim calls.quietSince}}. Access is remaining stable.\n\n' +
      'We still manage this as a major IT incident. We will do so until:\n\n' +
      '- the network has been stable for 5 working days\n- every practice that can move has moved\n- the supplier has shown that the firewall fault is fixed\n\n' +
      'Please keep reporting problems, so that we can track them.',
    claims: [movedClaim(), claim()],
    nextUpdateDueAt: '2026-04-30T15:00:00.000Z',
    frozen: {
      response: 'monitoring',
      recovery: 'recovering',
      review: 'commissioned',
      itSeverity: 1,
      affected: { count: 2, areas: ['Northmarsh area'], odsCodes: ['G99001', 'G99002'] },
      advice: [1, 2, 3, 4],
    },
    pack: pack(),
    ...overrides,
  };
}

/** A communications pack as one is frozen with an update. */
export function pack(): Pack {
  const said = 'Some GP practices lose their connection to clinical systems, mostly early in the morning.';
  const state = 'Repairs have been made. Engineers are watching that they last.';
  const stamp = 'This was true at 10am on Wednesday 29 April 2026.';
  return {
    patient: `IT problems at GP practices\n\n${said} ${state}\n\n${stamp}`,
    posts: [
      { network: 'X', limit: 280, text: `${said} ${state} Updates: {link}` },
      { network: 'Bluesky', limit: 300, text: `${said} Updates: {link}` },
    ],
    phone: `Thank you for calling.\n\n${said} ${state}\n\n${stamp}`,
    poster: { heading: 'IT problems at GP practices', lines: [said, state, stamp] },
    staff: `Staff briefing: Network problems at GP practices\n\n${said}\n\nDo:\n- print the appointment list`,
  };
}

/** Title, body, and the claim's text, newest first: the length and the subjects of real updates of such days. */
const older: readonly [title: string, body: string, claimText: string][] = [
  [
    'Fewer reports since the moves',
    'Practices report far fewer problems. {{claim calls.linked window=1}} today, against 96 on the same day of last week.\n\nThe fourth wave of moves went well last night. Engineers watched each site for an hour after its move, and moved none of them back.\n\nWe contacted the 4 practices whose circuit does not let them move. Their connection also gets better, because the first concentrator now carries less.',
    '2 calls were linked to this incident',
  ],
  [
    'Wave 4 begins this evening',
    'The weekend was quiet, but most practices were closed, so this proves little. This morning was the first real test: {{claim concentrator.peak name=VPN-A}}.\n\nThis evening 41 more practices move to the second concentrator, from 6:30pm. Each move takes about 10 minutes. Practices that open late have been asked first.\n\nIf your phone system uses the same line, it may be cut off for that time. Use a mobile phone for urgent calls.',
    'the busiest half hour on VPN-A was at 78% of its rating',
  ],
  [
    'More practices move before Monday',
    'We now have {{claim practices.moved}}. We had planned to reach this point on Monday.\n\nThe supplier of the firewalls has sent 2 engineers, who work next to ours. They have copied the fault in their laboratory for the first time.\n\nA new version of the firewall software is being tested. We will not install it at practices before it has run for a week without a failure.',
    'about half of practices (97 of 190) moved',
  ],
  [
    'What we know about the firewall fault',
    'Our engineers and the supplier worked through the night. A software fault affects some firewalls. It happens at different sites at different times, so it is hard to catch.\n\nWe have collected logs from {{claim sites.flappedToday}} and sent them to the supplier, who compares them with those of sites that did not fail.\n\nPlease report each loss of connection to the service desk, with the time it began and how long it took.',
    '14 sites whose connection went up and down',
  ],
  [
    'A second concentrator is ready',
    'All traffic of the practices went through one VPN concentrator. It is full at peak times, most of all early in the morning: {{claim concentrator.peak name=VPN-A}}.\n\nThis makes the firewall fault worse. You see short losses of connection, slow clinical systems and phones that drop calls.\n\nSince last night a second concentrator runs beside the first. 12 practices have moved to it as a test. We will contact each practice before its move.',
    'the busiest half hour on VPN-A was at 104% of its rating',
  ],
  [
    'Major IT incident declared',
    'We have declared a major IT incident. A control group now leads the response. It has subgroups for technical matters, call logging, supplier support and communications, and it meets twice a day.\n\nSince this morning, downloads that are not urgent are restricted before 10am. This leaves more room for clinical systems. {{claim calls.linked window=5}} in the last 5 working days.\n\nIn line with your business continuity plan, you can turn off online consultations for a time.',
    '212 calls were linked to this incident',
  ],
  [
    'Some practices lose their connection',
    'Since Thursday 16 April, some practices have lost their connection to the data centre for minutes at a time. {{claim practices.affectedEver}} have been affected.\n\nWe do not know the cause yet. We are looking at the firewalls at practices, at the lines, and at the equipment in the data centre.\n\nNothing suggests that patient data are at risk. Clinical systems themselves work: only the way to them fails.',
    '61 practices',
  ],
];

/** Update `n` of the days before: 28, 27, 24, 23, 22, 21 and 20 April. */
function olderUpdate(n: number): PublishedUpdate {
  const [title, body, text] = pick(older, n);
  const day = pick(['28', '27', '24', '23', '22', '21', '20'], n);
  const asOf = `2026-04-${day}T15:45:00.000Z`;
  const key = /claim (\S+?)[ }]/.exec(body)?.[1] ?? '';
  const evidence = `We counted what was known at that time, from ${8 + n} to ${18 + n} April. ${3 + n} readings are missing and left out`;
  return publishedUpdate({
    number: 7 - n,
    title,
    body,
    publishedAt: `2026-04-${day}T16:00:00.000Z`,
    claims: [claim({ key, text, asOf, evidence })],
  });
}

const began = { response: 'investigating', recovery: 'not started', review: 'not commissioned' };

export function incidentBulletin(
  overrides: Partial<IncidentBulletin> = {},
  practiceCount = 190,
): IncidentBulletin {
  const asOf = '2026-04-29T09:00:00.000Z';
  return {
    slug: 'practice-network-april-2026',
    reference: 'INC-2026-004',
    title: 'Network problems at GP practices',
    summary:
      'Some GP practices lose their connection to clinical systems, or find it slow, mostly early in the morning',
    label: { text: 'Being watched after repair', tone: 'blue' },
    states: {
      response: 'monitoring',
      recovery: 'recovering',
      review: 'commissioned',
      communication: 'on time',
    },
    statusHistory: [
      { ...began, at: '2026-04-20T09:00:00.000Z' },
      { ...began, at: '2026-04-22T09:00:00.000Z', response: 'cause identified' },
      { ...began, at: '2026-04-22T17:00:00.000Z', response: 'mitigating' },
      { ...began, at: '2026-04-28T09:00:00.000Z', response: 'monitoring', recovery: 'recovering' },
      {
        at: '2026-04-28T12:00:00.000Z',
        response: 'monitoring',
        recovery: 'recovering',
        review: 'commissioned',
      },
    ],
    itSeverity: 1,
    concerns: Array.from({ length: practiceCount }, (_, n) => n)
      .filter((n) => n % 5 !== 4)
      .map((n) => practiceLine(n).odsCode),
    startedAt: '2026-04-16T05:40:00.000Z',
    declaredAt: '2026-04-21T09:00:00.000Z',
    endedAt: null,
    nextUpdate: { dueAt: '2026-04-30T15:00:00.000Z', late: false },
    facts: [
      {
        label: 'Started',
        text: '6:40am on Thursday 16 April',
        asOf,
        evidence: 'The first loss of connection that readings show',
      },
      {
        label: 'Practices affected now',
        text: '3 of 190',
        asOf,
        evidence: 'Practices with a site that is down or slow. 1 practice sends no readings and is left out',
      },
      {
        label: 'Practices affected since the start',
        text: '152 of 190',
        asOf,
        evidence: 'Practices with at least one period of lost or slow connection since the start',
      },
      {
        label: 'Practices moved',
        text: 'Almost all: 182 of 190',
        asOf,
        evidence: 'Practices whose sites that can move all use the second concentrator',
      },
      {
        label: 'Last call',
        text: '10:30am on Monday 27 April',
        asOf,
        evidence: 'The last call linked to this incident. 2 calls are not yet sorted',
      },
      {
        label: 'Busiest half hour on VPN-A',
        text: '61% of its rating',
        asOf: '2026-04-29T08:30:00.000Z',
        evidence: 'The busiest half hour today between 7am and 10am, against a rating of 1,000 Mbps',
      },
    ],
    factors: [
      {
        title: 'Firewall instability',
        statement:
          'A software fault affects some firewalls. It happens at different sites at different times',
        grade: 'supported',
        evidenceFor: [
          'Firewalls with version 18.2 fail 6 times as often as the others',
          'The supplier has seen the same fault elsewhere',
        ],
        evidenceAgainst: ['2 sites with another version failed too'],
        settledBy: 'A week without failures after the new version is installed',
      },
      {
        title: 'Too little capacity',
        statement:
          'All traffic went through one concentrator, which is full at peak times, mostly early in the morning. This makes the firewall fault worse',
        grade: 'confirmed',
        evidenceFor: ['Load was over 100% of the rating on 8 of 9 weekday mornings'],
        evidenceAgainst: [],
        settledBy: null,
      },
    ],
    measures: [
      {
        title: 'Move practices to a second concentrator',
        description: 'Practices move in waves in the evening',
        temporary: false,
        startedAt: '2026-04-22T17:00:00.000Z',
        endedAt: null,
        promise: 'The weekday peak on VPN-A falls from 104% to below 85% of its rating by 27 April',
        outcome: {
          status: 'came true',
          text: 'The peak was 61% of the rating on 27 April',
          measuredAt: asOf,
        },
      },
      {
        title: 'Restrict downloads before 10am',
        description: 'Downloads that are not urgent wait until 10am',
        temporary: true,
        startedAt: '2026-04-21T05:00:00.000Z',
        endedAt: '2026-04-28T09:00:00.000Z',
        promise: 'The weekday peak falls by 15% by 24 April',
        outcome: {
          status: 'did not come true',
          text: 'The peak fell by 9%',
          measuredAt: '2026-04-24T15:00:00.000Z',
        },
      },
      {
        title: 'Install new firewall software',
        description: 'The supplier tests a new version on 3 firewalls',
        temporary: false,
        startedAt: null,
        endedAt: null,
        promise: 'Sites that lose their connection fall below 2 a day by 6 May',
        outcome: { status: 'not yet', text: '4 sites lost their connection yesterday', measuredAt: asOf },
      },
    ],
    progress: {
      title: 'Moves to the second concentrator',
      total: 190,
      moved: 182,
      verified: 176,
      planned: 4,
      movedWords: 'almost all',
      cannotMove: [{ reason: 'the KPSN circuit has a fixed route', count: 4, contacted: 4 }],
      text: 'Almost all practices (182 of 190) have moved to the second concentrator',
    },
    recovery: {
      ...{ total: 141, recovered: 96, recovering: 27, notReplied: 18 },
      expected: { low: '2026-05-12', high: '2026-05-26' },
      refused: null,
      areas: [
        { name: 'Canterbury area (CT)', total: 80, recovered: 60, recovering: 12, notReplied: 8 },
        { name: 'Medway area (ME)', total: 61, recovered: 36, recovering: 15, notReplied: 10 },
      ],
    },
    exitCriteria: [
      {
        title: 'No more than 1 site a day loses its connection',
        met: false,
        text: '4 sites in the last 24 hours',
      },
      {
        title: 'The peak on each concentrator is below 80% of its rating',
        met: true,
        text: '61% on VPN-A and 48% on VPN-B',
      },
      {
        title: 'No calls for 16 open hours',
        met: null,
        text: 'The list of calls has not been read since 8am',
      },
    ],
    advice: [
      {
        kind: 'do',
        text: 'Report each loss of connection to the service desk.',
        approvedBy: 'Dr Alex Example, clinical safety lead',
        approvedAt: '2026-04-22T10:00:00.000Z',
        number: 1,
        audience: 'practices',
        expiresAt: '2026-05-06T10:00:00.000Z',
      },
      {
        kind: 'do',
        text: 'Print the appointment list for the next day.',
        approvedBy: 'Dr Alex Example, clinical safety lead',
        approvedAt: '2026-04-22T10:00:00.000Z',
        number: 2,
        audience: 'practices',
        expiresAt: '2026-05-06T10:00:00.000Z',
      },
      {
        kind: 'dont',
        text: 'Do not restart your firewall unless we ask you to.',
        approvedBy: 'Dr Alex Example, clinical safety lead',
        approvedAt: '2026-04-22T10:00:00.000Z',
        number: 3,
        audience: 'practices',
        expiresAt: '2026-05-06T10:00:00.000Z',
      },
      {
        kind: 'information',
        text: 'You can turn off online consultations for a time, in line with your business continuity plan',
        approvedBy: 'Dr Alex Example, clinical safety lead',
        approvedAt: '2026-04-23T10:00:00.000Z',
        number: 4,
        audience: 'practices',
        expiresAt: '2026-05-06T10:00:00.000Z',
      },
    ],
    command: [
      {
        group: 'Control group',
        purpose: 'Leads the response and decides',
        lead: 'Sam Example, incident lead',
      },
      { group: 'Technical', purpose: 'Finds and fixes the causes', lead: 'Jo Example' },
      { group: 'Calls', purpose: 'Tracks what practices report', lead: 'Kit Example' },
      { group: 'Supplier support', purpose: 'Works with the firewall supplier', lead: null },
      {
        group: 'Communications',
        purpose: 'Tells practices what happens',
        lead: 'Priya Example, communications lead',
      },
    ],
    nextSteps: [
      { text: 'Move the last 4 practices that can move', due: '2026-05-01T17:00:00.000Z' },
      {
        text: 'Share a full analysis of the causes, with an independent review and an action plan',
        due: '2026-06-12T16:00:00.000Z',
      },
      { text: 'Ask each practice what it needs to catch up', due: null },
    ],
    updates: [publishedUpdate(), ...Array.from({ length: 7 }, (_, n) => olderUpdate(n))],
    practices: Array.from({ length: practiceCount }, (_, n) => practiceLine(n)).sort((a, b) =>
      a.name.localeCompare(b.name, 'en-GB'),
    ),
    ...overrides,
  };
}

/** The waves of the moves: one over, one called off, one to come that was put off once. */
export function calendarEntries(): CalendarEntry[] {
  const wave = (n: number, overrides: Partial<CalendarEntry>): CalendarEntry => ({
    uid: `${String(n).repeat(32)}@allclear`,
    sequence: 0,
    status: 'confirmed',
    title: `Moves to the second concentrator, wave ${n}`,
    text: '4 sites move from VPN-A to VPN-B.',
    startsAt: `2026-04-2${n}T17:00:00.000Z`,
    endsAt: null,
    firstPublishedAt: '2026-04-22T12:00:00.000Z',
    changedAt: '2026-04-22T12:00:00.000Z',
    incidentSlug: 'practice-network-april-2026',
    odsCodes: ['G99005', 'G99006', 'G99007', 'G99008'],
    progress: { total: 4, moved: 0, verified: 0 },
    ...overrides,
  });
  return [
    wave(3, { progress: { total: 4, moved: 4, verified: 4 } }),
    wave(4, { status: 'cancelled', sequence: 1, changedAt: '2026-04-23T12:00:00.000Z' }),
    wave(5, {
      startsAt: '2026-04-30T17:00:00.000Z',
      endsAt: '2026-04-30T20:00:00.000Z',
      sequence: 1,
      changedAt: '2026-04-28T09:30:00.000Z',
    }),
  ];
}

/** A whole bulletin with one current incident, one past one and planned work. */
export function bulletin(overrides: Partial<Bulletin> = {}, practiceCount = 190): Bulletin {
  return {
    schemaVersion: 1,
    builtAt: '2026-04-29T09:00:02.000Z',
    asOf: '2026-04-29T09:00:00.000Z',
    staleSince: null,
    demonstration: true,
    organisation: {
      name: 'Northmarsh and Downs Integrated Care Board',
      serviceName: 'IT and digital issues',
    },
    publicUrl: 'https://status.northmarsh.example',
    report: {
      phone: '01632 960 001',
      email: 'desk@northmarsh.example',
      url: null,
      hours: 'The service desk is open Monday to Friday, 8am to 6:30pm.',
    },
    current: [incidentBulletin({}, practiceCount)],
    planned: [
      {
        title: 'Moves to the second concentrator, wave 5',
        startsAt: '2026-04-30T17:00:00.000Z',
        endsAt: '2026-04-30T20:00:00.000Z',
        siteCount: 4,
        incidentSlug: 'practice-network-april-2026',
        text: 'Each site loses its connection for about 5 minutes',
      },
    ],
    calendar: calendarEntries(),
    suppliers: [],
    past: [
      incidentBulletin({
        slug: 'phones-november-2025',
        reference: 'INC-2025-031',
        title: 'Phones at 12 practices',
        summary: 'Calls to 12 practices were cut off',
        statusHistory: [
          { ...began, at: '2025-11-03T08:30:00.000Z' },
          { ...began, at: '2025-11-04T14:00:00.000Z', response: 'restored' },
          {
            at: '2025-11-04T14:30:00.000Z',
            response: 'stood down',
            recovery: 'recovered',
            review: 'not commissioned',
          },
        ],
        itSeverity: 2,
        concerns: ['G99001', 'G99002'],
        label: { text: 'Closed', tone: 'grey' },
        states: {
          response: 'stood down',
          recovery: 'recovered',
          review: 'not commissioned',
          communication: 'none due',
        },
        startedAt: '2025-11-03T08:00:00.000Z',
        declaredAt: '2025-11-03T08:30:00.000Z',
        endedAt: '2025-11-04T15:00:00.000Z',
        nextUpdate: { dueAt: null, late: false },
        facts: [],
        factors: [],
        measures: [],
        progress: null,
        recovery: null,
        exitCriteria: [],
        advice: [],
        command: [],
        nextSteps: [],
        practices: [],
        updates: [
          publishedUpdate({
            number: 1,
            title: 'Phones work again',
            path: '/incidents/phones-november-2025/updates/1',
            publishedAt: '2025-11-04T15:00:00.000Z',
            body: 'All phones work again.',
            claims: [],
            frozen: {
              response: 'restored',
              recovery: 'recovered',
              review: 'not commissioned',
              itSeverity: 2,
              affected: { count: 12, areas: [], odsCodes: [] },
              advice: [],
            },
          }),
        ],
      }),
    ],
    practices: Array.from({ length: practiceCount }, (_, n) => practiceBulletin(n)),
    reviews: [],
    actions: [],
    ...overrides,
  };
}
