import { type Rule, staffRoles } from '#platform/auth';

export const mayExplain: Rule = {
  sentence: 'Engineers, incident leads and administrators may ask what failing sites share',
  roles: ['engineer', 'incident lead', 'administrator'],
};

export const mayReadAttribution: Rule = {
  sentence: 'Everyone who works on incidents may read what failing sites share',
  roles: staffRoles,
};

export const mayLook: Rule = {
  sentence: 'Only Allclear itself and administrators may have failures looked at, or results thinned out',
  roles: ['administrator'],
};
