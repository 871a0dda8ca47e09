import type { Parcel } from '#messages';

/** A message as a channel is given it. */
export const givenParcel = (more: Partial<Parcel> = {}): Parcel => ({
  id: 12,
  noticeId: 3,
  kind: 'update',
  incident: 'firewalls',
  updateNumber: 3,
  thread: 'incident.firewalls',
  subject: 'Firewalls drop their connection: almost all practices have moved',
  body: 'Almost all practices have moved.\n\nPlease report problems – they are tracked.',
  html: '<p>Almost all practices have moved.</p>\n<p>Please report problems – they are tracked.</p>',
  short: 'Firewalls drop their connection. https://status.example/incidents/firewalls/updates/3',
  url: 'https://status.example/incidents/firewalls/updates/3',
  recipientId: '0a1b2c3d-0000-4000-8000-000000000001',
  channel: 'email',
  address: 'manager@amberwick.example',
  unsubscribeUrl: 'https://status.example/u/token',
  oneClickUrl: 'https://status.example/u/one-click/token',
  exercise: false,
  attempts: 1,
  inDoubt: false,
  createdAt: new Date('2026-04-20T07:00:00Z'),
  ...more,
});
