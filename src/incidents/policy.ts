import { type Rule, staffRoles } from '#platform/auth';

export const mayRead: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read incidents',
  roles: staffRoles,
};

export const mayDeclare: Rule = {
  sentence: 'An incident lead may declare, decline, merge or describe an incident',
  roles: ['incident lead'],
};

export const mayLead: Rule = {
  sentence:
    "An incident lead may change an incident's response, command structure, exit criteria and next steps",
  roles: ['incident lead'],
};

export const mayNote: Rule = {
  sentence: 'Anyone who works on an incident may note what happened',
  roles: staffRoles.filter((role) => role !== 'viewer'),
};

export const mayAct: Rule = {
  sentence: 'Anyone who works in a subgroup may record actions and finish them',
  roles: ['incident lead', 'engineer', 'desk', 'communications author'],
};

export const mayAnalyse: Rule = {
  sentence: 'An engineer or an incident lead may record contributing factors and measures',
  roles: ['engineer', 'incident lead'],
};

export const mayDecideCalls: Rule = {
  sentence: 'A service desk agent or an incident lead may decide which calls belong to an incident',
  roles: ['desk', 'incident lead'],
};

/** What follows from data alone: impact, outcomes, candidates. */
export const mayDerive: Rule = {
  sentence: 'Only Allclear itself or an administrator may recompute what follows from data',
  roles: ['administrator'],
};

export const mayEvaluate: Rule = {
  sentence: 'Anyone who works on an incident may have its promises and exit criteria measured again',
  roles: mayNote.roles,
};
