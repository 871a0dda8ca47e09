import { type Rule, staffRoles } from '#platform/auth';

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read updates that are not yet published',
  roles: staffRoles,
};

export const mayWrite: Rule = {
  sentence: 'A communications author or an incident lead may write and submit updates',
  roles: ['communications author', 'incident lead'],
};

export const mayApprove: Rule = {
  sentence: 'An approver may approve an update that somebody else wrote',
  roles: ['approver'],
};

export const mayPublish: Rule = {
  sentence: 'A communications author or an approver may publish an approved update',
  roles: ['communications author', 'approver'],
};

export const mayAdvise: Rule = {
  sentence: 'Anyone who works on an incident may propose advice for practices',
  roles: ['communications author', 'incident lead', 'clinical safety lead', 'engineer', 'desk', 'approver'],
};

export const mayApproveAdvice: Rule = {
  sentence: 'Only a clinical safety lead may approve advice for practices, and not their own',
  roles: ['clinical safety lead'],
};

export const mayWithdrawAdvice: Rule = {
  sentence: 'A clinical safety lead or an incident lead may withdraw advice',
  roles: ['clinical safety lead', 'incident lead'],
};

export const mayHandleAlerts: Rule = {
  sentence: 'A communications author, an approver or an incident lead may deal with alerts about claims',
  roles: ['communications author', 'approver', 'incident lead'],
};

/** What follows from data alone. */
export const mayDerive: Rule = {
  sentence: 'Only Allclear itself or an administrator may have published claims looked at again',
  roles: ['administrator'],
};
