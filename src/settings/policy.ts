import type { Rule } from '#platform/auth';

export const mayManageSettings: Rule = {
  sentence: 'Only an administrator may see and change the settings',
  roles: ['administrator'],
};
