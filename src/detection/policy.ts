import { type Rule, staffRoles } from '#platform/auth';

export const mayDetect: Rule = {
  sentence: 'Only Allclear itself and administrators may run detection',
  roles: ['administrator'],
};

export const mayReadEpisodes: Rule = {
  sentence: 'Everyone who works on incidents may read episodes',
  roles: staffRoles,
};
