import type { Rule } from '#platform/auth';

export const mayExplain: Rule = {
  sentence: 'Engineers, incident leads and administrators may ask what failing sites share',
  roles: ['engineer', 'incident lead', 'administrator'],
};

export const mayReadAttribution: Rule = {
  sentence: 'Everyone who works on incidents may read what failing sites share',
  roles: [
    'viewer',
    'desk',
    'engineer',
    'communications author',
    'approver',
    'incident lead',
    'clinical safety lead',
    'reviewer',
    'administrator',
  ],
};
