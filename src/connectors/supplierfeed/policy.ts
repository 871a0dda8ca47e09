import { type Rule, staffRoles } from '#platform/auth';

export const mayManageFeeds: Rule = {
  sentence: "An administrator or an incident lead may add, pause and remove suppliers' status feeds",
  roles: ['administrator', 'incident lead'],
};

export const mayReadFeeds: Rule = {
  sentence: "Anyone with a role, other than a data feed, may see suppliers' status feeds",
  roles: staffRoles,
};

export const mayPollFeeds: Rule = {
  sentence: "Only Allclear itself or an administrator may have suppliers' status feeds read now",
  roles: ['administrator'],
};
