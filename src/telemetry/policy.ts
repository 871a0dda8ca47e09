import { type Rule, staffRoles } from '#platform/auth';

export const mayImportReadings: Rule = {
  sentence: 'Only a source of readings, a network engineer or an administrator may send readings',
  roles: ['intake', 'engineer', 'administrator'],
};

export const mayTendReadings: Rule = {
  sentence: 'Only a network engineer or an administrator may mark silence or fold stored readings',
  roles: ['engineer', 'administrator'],
};

export const maySeeReadings: Rule = {
  sentence: 'Only somebody with a part in running the network or the incident may look at readings',
  roles: staffRoles,
};
