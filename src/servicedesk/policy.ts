import { type Rule, staffRoles } from '#platform/auth';

export const mayImportCalls: Rule = {
  sentence: 'Only an intake token, a desk agent or an administrator may import calls',
  roles: ['intake', 'desk', 'administrator'],
};

export const mayMatchCalls: Rule = {
  sentence: 'Only a desk agent or an incident lead may say which practice called',
  roles: ['desk', 'incident lead'],
};

export const mayScoreLinks: Rule = {
  sentence: 'Only Allclear itself, a desk agent or an incident lead may run the linking rule',
  roles: ['desk', 'incident lead'],
};

export const mayDecideLinks: Rule = {
  sentence: 'Only a desk agent or an incident lead may confirm, undo or reject a link',
  roles: ['desk', 'incident lead'],
};

export const mayReadCalls: Rule = {
  sentence: 'Only people who work on incidents may read calls',
  roles: staffRoles,
};
