import { type Rule, staffRoles } from '#platform/auth';

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read updates that are not yet published',
  roles: staffRoles,
};

export const mayWrite: Rule = {
  sentence: 'A communications author or an incident lead may write and submit updates',
  roles: ['communications author', 'incident lead'],
};

/** Whoever may approve at all; which of the two rules below counts depends on what is asked for. */
export const mayApproveOrOverride: Rule = {
  sentence:
    'An approver may approve an update that somebody else wrote; in an emergency, when no approver can, an incident lead or an administrator may, with a reason that everybody sees',
  roles: ['approver', 'incident lead', 'administrator'],
};

export const mayApprove: Rule = {
  sentence: 'An approver may approve an update that somebody else wrote',
  roles: ['approver'],
};

export const mayOverride: Rule = {
  sentence: 'Only an incident lead or an administrator may approve under the emergency override',
  roles: ['incident lead', 'administrator'],
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
