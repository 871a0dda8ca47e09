import { type Rule, staffRoles } from '#platform/auth';

export const mayReadMessages: Rule = {
  sentence: 'Anyone with a role, other than a data feed, may see how many messages were sent and failed',
  roles: staffRoles,
};

export const mayManageMessages: Rule = {
  sentence:
    'A communications author, an incident lead or an administrator may see whom messages did not reach, try them again and stop them',
  roles: ['communications author', 'incident lead', 'administrator'],
};

export const mayReportReceipts: Rule = {
  sentence: 'A data feed or an administrator may report what became of messages',
  roles: ['intake', 'administrator'],
};
