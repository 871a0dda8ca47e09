import { type Rule, staffRoles } from '#platform/auth';

export const mayPlan: Rule = {
  sentence: 'An engineer or an incident lead may plan a migration and record what was moved',
  roles: ['engineer', 'incident lead'],
};

export const mayContact: Rule = {
  sentence: 'Anyone who works on an incident may record that a site was contacted',
  roles: ['desk', 'engineer', 'incident lead', 'communications author', 'clinical safety lead'],
};

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read a migration',
  roles: staffRoles,
};

export const mayVerify: Rule = {
  sentence: 'Only Allclear itself, an engineer or an incident lead may have moves verified from readings',
  roles: ['engineer', 'incident lead'],
};

export const mayForecast: Rule = {
  sentence:
    'Anyone with a role, other than a data feed, may read loads and forecasts and ask what a change would do',
  roles: staffRoles,
};

export const maySetCalendar: Rule = {
  sentence: 'An engineer, an incident lead or an administrator may change the school holidays',
  roles: ['engineer', 'incident lead', 'administrator'],
};

export const mayApprovePlan: Rule = {
  sentence: 'An engineer or an incident lead may approve a plan of moves that somebody else made',
  roles: ['engineer', 'incident lead'],
};
