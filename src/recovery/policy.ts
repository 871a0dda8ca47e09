import { type Rule, staffRoles } from '#platform/auth';

export const mayReport: Rule = {
  sentence:
    'A service desk agent, an engineer or an incident lead may record what a practice said about its recovery',
  roles: ['desk', 'engineer', 'incident lead'],
};

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read how recovery goes',
  roles: staffRoles,
};
