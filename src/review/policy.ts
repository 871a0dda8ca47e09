import { type Rule, staffRoles } from '#platform/auth';

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read a review and its actions',
  roles: staffRoles,
};

export const mayCommission: Rule = {
  sentence: 'Only an incident lead may commission a review or replace its reviewer',
  roles: ['incident lead'],
};

export const mayAdvance: Rule = {
  sentence: 'An incident lead or a reviewer may take a review to its next step',
  roles: ['incident lead', 'reviewer'],
};

export const mayReview: Rule = {
  sentence:
    'Only the independent reviewer themself may declare their interests, comment, and give their statement',
  roles: ['reviewer'],
};

export const mayWork: Rule = {
  sentence: 'Anyone who works on an incident may write and answer in its review',
  roles: ['incident lead', 'engineer', 'communications author', 'clinical safety lead'],
};

export const mayTestify: Rule = {
  sentence: 'Anyone with a role, other than a viewer or a data feed, may record what a person says',
  roles: staffRoles.filter((role) => role !== 'viewer'),
};

export const mayRedact: Rule = {
  sentence:
    "An incident lead may leave things out of what is published, with a reason; the reviewer's words only the reviewer",
  roles: ['incident lead', 'reviewer'],
};

export const mayCheckAccuracy: Rule = {
  sentence: 'An incident lead or a communications author may run the accuracy check',
  roles: ['incident lead', 'communications author'],
};

export const mayTakeAnswers: Rule = {
  sentence:
    'A service desk agent, an incident lead or a communications author may record what a practice answers by telephone',
  roles: ['desk', 'incident lead', 'communications author'],
};

export const mayAccept: Rule = {
  sentence: 'Somebody outside the response, who is neither the reviewer nor an author, may accept a review',
  roles: ['approver', 'reviewer', 'administrator'],
};

export const mayPublish: Rule = {
  sentence: 'An approver or a communications author may publish an accepted review',
  roles: ['approver', 'communications author'],
};

export const mayPropose: Rule = {
  sentence: 'An incident lead, an engineer, a clinical safety lead or a reviewer may propose an action',
  roles: ['incident lead', 'engineer', 'clinical safety lead', 'reviewer'],
};

export const mayDecide: Rule = {
  sentence: 'An incident lead or an approver may accept, reject and re-plan actions',
  roles: ['incident lead', 'approver'],
};

export const mayDo: Rule = {
  sentence: 'Anyone who works on an incident may say that an action is started or done',
  roles: ['incident lead', 'engineer', 'desk', 'communications author', 'clinical safety lead', 'approver'],
};

export const mayJudge: Rule = {
  sentence:
    'A reviewer, an approver or an incident lead, and never its owner, may judge whether an action works',
  roles: ['reviewer', 'approver', 'incident lead'],
};

/** What follows from data and time alone. */
export const mayDerive: Rule = {
  sentence: 'Only Allclear itself or an administrator may have actions checked and owners reminded',
  roles: ['administrator'],
};
