import { type Rule, staffRoles } from '#platform/auth';

export const mayReadEstate: Rule = {
  sentence: 'Anyone signed in may read the estate',
  roles: staffRoles,
};

export const mayImportEstate: Rule = {
  sentence:
    'Only an engineer, an administrator or an intake token may import estate files, with the addresses in them',
  roles: ['engineer', 'administrator', 'intake'],
};

export const mayChangeSites: Rule = {
  sentence: 'Only an engineer, an incident lead or an intake token may change what is recorded of a site',
  roles: ['engineer', 'incident lead', 'intake'],
};
