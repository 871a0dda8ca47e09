import { type Rule, staffRoles } from '#platform/auth';

export const mayCommission: Rule = {
  sentence: 'Only an incident lead may commission a review',
  roles: ['incident lead'],
};

export const mayAdvance: Rule = {
  sentence: 'An incident lead or a reviewer may take a review to its next step',
  roles: ['incident lead', 'reviewer'],
};

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read a review',
  roles: staffRoles,
};
