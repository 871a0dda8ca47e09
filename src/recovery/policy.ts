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

export const mayOpen: Rule = {
  sentence: 'An incident lead may begin and end asking practices how they recover',
  roles: ['incident lead'],
};

export const mayShareLinks: Rule = {
  sentence:
    "A service desk agent or an incident lead may have a practice's link shown or sent, and record where its messages go",
  roles: ['desk', 'incident lead'],
};

export const maySeeConcerns: Rule = {
  sentence: 'A clinical safety lead or an incident lead may read what practices worry about',
  roles: ['clinical safety lead', 'incident lead'],
};

export const maySettleConcerns: Rule = {
  sentence: 'A clinical safety lead may say what came of a safety concern',
  roles: ['clinical safety lead'],
};

export const mayExport: Rule = {
  sentence: 'A service desk agent, an engineer or an incident lead may export who needs help first',
  roles: ['desk', 'engineer', 'incident lead'],
};
