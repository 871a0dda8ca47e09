import type { Rule } from '#platform/auth';

export const mayDetect: Rule = {
  sentence: 'Only Allclear itself and administrators may run detection',
  roles: ['administrator'],
};

export const mayReadEpisodes: Rule = {
  sentence: 'Everyone who works on incidents may read episodes',
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
