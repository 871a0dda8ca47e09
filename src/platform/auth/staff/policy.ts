import type { Rule } from '../policy.ts';

export const mayManageStaff: Rule = {
  sentence: 'Only an administrator may invite people, change their roles, and end their access',
  roles: ['administrator'],
};
