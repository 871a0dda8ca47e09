// What the review's authors and its reviewer write. Figures stand in these texts only as claims.

export const writtenParts: Readonly<Record<string, string>> = {
  summary: [
    'From Thursday 16 April 2026, practices lost their connection to the data centre for minutes at a time. Over the whole incident, {{claim practices.affectedEver}} were affected. A software fault in firewalls and a full VPN concentrator made each other worse.',
    'Practices were moved to a second concentrator, and the maker turned off the part of the software that fails. {{claim practices.moved}} have moved.',
  ].join('\n\n'),
  'what-happened': [
    'The first sites failed together at 6am on Thursday 16 April. Nobody saw a pattern until Monday 20 April, because each failure was short and at another place.',
    'An IT major incident was declared on Monday 20 April. By Wednesday 22 April two factors were supported by evidence. Downloads were held back from Thursday 23 April, and practices moved over the weekend.',
    'Jonas Pike of the carrier looked for a fault in the circuits for two days. There was none.',
  ].join('\n\n'),
  'went-well': [
    '- Practices reported even short losses, as they were asked to.',
    '- What was published was true when it was said: figures came from data, with their time.',
    '- The moves began with eight sites, one at a time, before the others followed.',
  ].join('\n'),
  lucky: [
    '- The second concentrator had been bought for another purpose and stood ready.',
    '- It was the week after the school holidays, with fewer appointments than usual.',
  ].join('\n'),
  'went-badly': [
    '- Four days passed between the first failures and the declaration.',
    '- The load of the concentrator was recorded, and nobody was told when it passed its rating.',
    '- Practices whose circuit cannot be moved were contacted last.',
  ].join('\n'),
  unknown: [
    'We do not know why some firewalls with the faulty software never failed. The maker is looking into it.',
    'We do not know how many appointments were lost: most practices did not count them.',
  ].join('\n\n'),
};

export const factors = [
  {
    key: 'firewall-software',
    title: 'Firewall instability',
    statement: 'A fault in firmware fw-9.4.1 restarts the tunnel process of a firewall under load.',
    element: 'tools and technology',
    grade: 'confirmed',
    evidenceFor: [
      'Sites that failed run firmware fw-9.4.1. Sites on other firmware hardly ever failed.',
      'The maker has reproduced the fault, and sites with the workaround stopped failing.',
    ],
    evidenceAgainst: ['Some firewalls with this firmware never failed.'],
    settledBy: 'Corrected firmware at all sites, and no failure for a quarter.',
  },
  {
    key: 'concentrator-capacity',
    title: 'Capacity',
    statement: 'One concentrator carried all traffic, and was full early on weekday mornings.',
    element: 'tools and technology',
    grade: 'confirmed',
    evidenceFor: [
      'On weekday mornings it carried all that it is rated for, while loss and delay rose.',
      'With downloads held back, failures at that time fell.',
    ],
    evidenceAgainst: [],
    settledBy: 'A morning at the old load with corrected firmware.',
  },
  {
    key: 'headroom-not-watched',
    title: 'Nobody was told that headroom was gone',
    statement: 'The load was recorded for months, and no one person answered for looking at it.',
    element: 'organisation',
    grade: 'supported',
    evidenceFor: ['The rating was passed on several mornings before 16 April, and no call or note says so.'],
    evidenceAgainst: [],
    settledBy: 'Whether an alarm at 85% would have been acted on: the next time will tell.',
  },
] as const;

export const rivals = [
  {
    factor: 'firewall-software',
    statement: 'An overloaded concentrator alone drops tunnels, whatever the firmware.',
    settledBy: 'Failures of sites on other firmware in the same hours: there were hardly any.',
  },
  {
    factor: 'headroom-not-watched',
    statement: 'The growth was too fast for any watch to help.',
    settledBy: 'The load of the six months before, week by week.',
  },
] as const;

export const comments = [
  {
    about: 'What happened',
    text: 'Say plainly that four days passed, and what was known in them. As it stands the reader has to count.',
    answer: { disposition: 'accepted', text: 'The four days are named under what went badly.' },
  },
  {
    about: 'Contributing factors',
    text: 'All three factors are about technology or the organisation that owns it. Ask what made it hard for a practice to see that it was not alone.',
    answer: {
      disposition: 'accepted in part',
      text: 'We asked. There is not enough evidence for a factor, so it stands under what we do not know.',
    },
  },
  {
    about: 'Recommendations and actions',
    text: 'A reminder to look at a dashboard is not an action that works. Have the product raise the alarm.',
    answer: {
      disposition: 'accepted',
      text: 'The reminder was rejected, and an alarm proposed in its place.',
    },
  },
] as const;

export const reviewerStatement = [
  'I had no part in this incident and report to nobody who had. I was given everything that I asked for, and nobody has changed what I wrote.',
  'The response was honest about what it did not know, and that is rarer than speed. What remains is whether the actions work. I have asked that none of them is closed because somebody says that it is done.',
].join('\n\n');

export const statements = [
  [
    'where we got lucky',
    'A practice manager',
    'We had printed the appointment list the evening before, for another reason.',
  ],
  [
    'went well',
    'A service desk agent',
    'Callers got the same answer from all of us, because it stood on the page.',
  ],
  ['went badly', 'A GP', 'For two mornings we thought it was only us.'],
] as const;
