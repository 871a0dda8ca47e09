import { type Rule, staffRoles } from '#platform/auth';

export const mayCount: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may see how many people are told',
  roles: staffRoles,
};

export const maySeeAddresses: Rule = {
  sentence: 'Only a communications author or an administrator may see the addresses of subscribers',
  roles: ['communications author', 'administrator'],
};

export const mayManageSubscribers: Rule = {
  sentence: 'Only a communications author or an administrator may import, delete or restore subscribers',
  roles: ['communications author', 'administrator'],
};

export const mayReportFailing: Rule = {
  sentence: 'Only Allclear itself or an administrator may say that messages to an address fail',
  roles: ['administrator'],
};

export const maySeeContacts: Rule = {
  sentence: 'Anyone who works on an incident may see how practices are reached',
  roles: [
    'desk',
    'engineer',
    'incident lead',
    'communications author',
    'clinical safety lead',
    'administrator',
  ],
};

export const mayManageContacts: Rule = {
  sentence:
    'Only the desk, a communications author or an administrator may change by hand how practices are reached',
  roles: ['desk', 'communications author', 'administrator'],
};

export const mayMessageSites: Rule = {
  sentence:
    'An incident lead, a communications author or a clinical safety lead may write to chosen sites directly',
  roles: ['incident lead', 'communications author', 'clinical safety lead'],
};

export const mayFollowUp: Rule = {
  sentence: 'Anyone who works on an incident may record that a site was told, or what it answered',
  roles: ['desk', 'engineer', 'incident lead', 'communications author', 'clinical safety lead'],
};

export const mayReadMessages: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may read which sites were told what',
  roles: staffRoles,
};
