import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChannels, listFeeds, pollFeeds } from '#connectors';
import { updateImpact } from '#incidents';
import { createCourier, requestMessage } from '#messages';
import { createToken } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import { inTransaction, newId } from '#platform/db';
import { createOutbound } from '#platform/http';
import { runVerb } from '#platform/verbs';
import { type RunningConsole, startConsole } from '../../test/support/console.ts';
import { csrfIn, testPassword } from '../../test/support/console-client.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { allVerbs } from './verbs.ts';

type Body = NonNullable<RequestInit['body']>;

/** What was said to a hostile input: an HTTP answer, or why something that was fetched or sent was refused. */
type Said = { status: number; text: string } | { refused: string };

/** The whole product with all that hostile inputs are thrown at. */
interface Scene {
  running: RunningConsole;
  /** Of the port of the server inside that nobody may reach. */
  canaryPort: number;
  ask(method: string, path: string, body?: Body, headers?: Record<string, string>): Promise<Said>;
  /** As an administrator who is signed in. */
  console(path: string, form: Record<string, string> | string, more?: Record<string, string>): Promise<Said>;
  /** As somebody who has the page to sign in before them. */
  signIn(form: Record<string, string>): Promise<Said>;
  token: string;
  /** Number of a message that was handed over. */
  message: number;
  /** A link to the form of a practice, and one to a subscription. */
  recovery: string;
  manage: string;
  /** What a supplier's server answers next. */
  supplier: { status: number; headers: Record<string, string>; body: string | Buffer };
  feedSays(format: string): Promise<Said>;
  /** Adds a feed at this address, asks it, and takes it away. */
  feedAt(url: string, resolvesTo: string): Promise<Said>;
  /** Sends a post to this address, whose host stands for an address inside. */
  sendTo(channel: 'webhook' | 'teams', url: string, resolvesTo: string): Promise<Said>;
}

interface Case {
  over: string;
  name: string;
  run(scene: Scene): Promise<Said>;
}

const cases: Case[] = [];
/** Adds one case for each entry of a table. */
function add<T>(
  over: string,
  table: Readonly<Record<string, T>>,
  run: (scene: Scene, entry: T) => Promise<Said>,
): void {
  for (const [name, entry] of Object.entries(table))
    cases.push({ over, name, run: (scene) => run(scene, entry) });
}
const named = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [JSON.stringify(value).slice(0, 70), value]));

const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const jsonType = { 'content-type': 'application/json' };
const long = 'x'.repeat(5_000);

// Where a server inside could be, as people and URLs spell it; `PORT` is that of the canary.
const inside = [
  '127.0.0.1:PORT',
  'localhost:PORT',
  'LOCALHOST:PORT',
  'localhost.:PORT',
  'foo.localhost:PORT',
  '127.1:PORT',
  '127.0.1:PORT',
  '2130706433:PORT',
  '0x7f000001:PORT',
  '0x7f.0.0.1:PORT',
  '0177.0.0.1:PORT',
  '017700000001:PORT',
  '127.0.0.1.:PORT',
  '%31%32%37.0.0.1:PORT',
  '①②⑦.0.0.1:PORT',
  '0.0.0.0:PORT',
  '[::1]:PORT',
  '[::]:PORT',
  '[::ffff:127.0.0.1]:PORT',
  '[::ffff:7f00:1]:PORT',
  '[0:0:0:0:0:ffff:7f00:1]:PORT',
  '[::127.0.0.1]:PORT',
  '[64:ff9b::7f00:1]:PORT',
  '169.254.169.254',
  '[fd00:ec2::254]',
  '10.0.0.7:PORT',
  '192.168.1.1:PORT',
  '172.16.0.1:PORT',
  '100.64.0.1:PORT',
];
/** What a name that looks harmless may stand for. */
const resolved = [
  '127.0.0.1',
  '127.8.9.10',
  '::1',
  '::ffff:127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.10',
  '169.254.169.254',
  '100.100.100.200',
  'fd00:ec2::254',
  'fe80::1',
  'fc00::7',
  '64:ff9b::a00:1',
];

const subscribe = {
  channel: 'email',
  address: 'ann@example.org',
  about: 'everything',
  what: 'updates',
  severity: '5',
};
type Fields = Partial<Record<keyof typeof subscribe | 'quietFrom' | 'quietTo' | 'practice' | 'area', string>>;
const postForm = (scene: Scene, fields: Fields) =>
  scene.ask('POST', '/subscribe', new URLSearchParams({ ...subscribe, ...fields }).toString(), formType);

add(
  'the form for messages: an email address',
  named([
    '',
    ' ',
    'ann',
    'ann@',
    '@example.org',
    'ann@@example.org',
    'ann@example.org, bob@example.org',
    'ann@example.org;bob@example.org',
    'Ann <ann@example.org>',
    '"ann"@example.org (x)',
    'ann@example.org\r\nBcc: all@example.org',
    'ann@example.org\nSubject: x',
    'ann@exa mple.org',
    '<script>alert(1)</script>@example.org',
    "ann@example.org'; drop table subscription; --",
    `${long}@example.org`,
    'ann@[127.0.0.1]',
    'ann@example.org\0',
    '=cmd|x!A1',
    'ann@example.org%0d%0aBcc:x',
  ]),
  (scene, address) => postForm(scene, { address }),
);
add(
  'the form for messages: a telephone number',
  named([
    '0',
    '999',
    '+1 900 555 0123',
    '0909 8790000',
    '07',
    '+44 7700 900123 456',
    '077OO 900123',
    '+447700900123\r\n1',
    '٠٧٧٠٠٩٠٠١٢٣',
    'tel:07700900123',
    '0300 123 4567',
  ]),
  (scene, address) => postForm(scene, { channel: 'sms', address }),
);
add(
  'the form for messages: a webhook inside',
  named(inside.map((host) => `https://${host}/hook`)),
  (scene, address) =>
    postForm(scene, { channel: 'webhook', address: address.replace('PORT', String(scene.canaryPort)) }),
);
add(
  'the form for messages: a web address',
  named([
    'http://hooks.example/',
    'file:///etc/passwd',
    'gopher://hooks.example/',
    'javascript:alert(1)',
    'https://',
    'https://a:b@hooks.example/',
    `https://hooks.example/${long}`,
    'data:text/html,x',
    '//hooks.example',
    'https://hooks.example/\r\nX: y',
    'https:// hooks.example/',
  ]),
  (scene, address) => postForm(scene, { channel: 'webhook', address }),
);
add(
  'the form for messages: a Teams workflow',
  named([
    'https://teams.example.org/x',
    'https://webhook.office.com.evil.example/x',
    'http://x.webhook.office.com/x',
    'https://evil.example/?.webhook.office.com',
    'https://x.webhook.office.com@evil.example/',
  ]),
  (scene, address) => postForm(scene, { channel: 'teams', address }),
);
add<Fields>(
  'the form for messages: its other fields',
  {
    'a channel that is none': { channel: 'fax' },
    'a channel of the prototype': { channel: 'constructor' },
    'a scope that is none': { about: 'toString' },
    'an area that is a path': { about: 'area', area: '../../etc' },
    'a practice that is none': { about: 'practice', practice: 'G00000' },
    'a practice that is SQL': { about: 'practice', practice: "' or 1=1 --" },
    'a severity of nought': { severity: '0' },
    'a severity in words': { severity: 'worst' },
    'a severity with a sign': { severity: '-1' },
    'quiet hours after midnight': { quietFrom: '24:00', quietTo: '07:00' },
    'quiet hours by halves': { quietFrom: '22:00' },
    'news of another kind': { what: '__proto__' },
  },
  postForm,
);
add<[string, Body, Record<string, string>]>(
  'the form for messages: its body',
  {
    JSON: ['POST', JSON.stringify(subscribe), jsonType],
    'a multipart body': ['POST', '--x', { 'content-type': 'multipart/form-data; boundary=x' }],
    XML: ['POST', '<a/>', { 'content-type': 'text/xml' }],
    'too much': ['POST', `address=${'x'.repeat(40_000)}`, formType],
    nothing: ['POST', '', formType],
    'bytes that are no text': ['POST', 'channel=%ff%fe&address=%c0%80', formType],
    'from another website': [
      'POST',
      new URLSearchParams(subscribe).toString(),
      { ...formType, 'sec-fetch-site': 'cross-site' },
    ],
    'another method': ['PUT', new URLSearchParams(subscribe).toString(), formType],
    'a method to delete': ['DELETE', '', {}],
  },
  (scene, [method, body, headers]) => scene.ask(method, '/subscribe', body, headers),
);
const forgeries = {
  'of nothing': 'A',
  'of the right length': 'A'.repeat(50),
  'of a short one': 'A'.repeat(32),
  'of a path': '..%2f..%2fetc%2fpasswd',
  'of SQL': "'%20or%201=1%20--",
};
for (const page of ['confirm', 'manage', 'stop', 'one-click', 'undo'])
  add(`a link in a message: ${page}`, forgeries, (scene, token) =>
    scene.ask('POST', `/subscribe/${page}/${token}`, 'x=1', formType),
  );
add('a short link in a text', forgeries, (scene, token) => scene.ask('POST', `/stop/${token}`, '', formType));
add<string>(
  'the choices of a subscriber',
  {
    'nothing at all': 'what=updates&severity=5',
    'a scope that was never offered': 'about=group&group=group-nowhere&what=updates&severity=5',
    'no news': 'about=everything&severity=5',
    'a new secret for what is no webhook': 'newSecret=yes',
  },
  (scene, body) => scene.ask('POST', scene.manage, body, formType),
);

const answer = { key: 'k1', state: 'recovering', saidBy: 'Jo, manager' };
const answerForm = (scene: Scene, fields: Record<string, string>) =>
  scene.ask('POST', scene.recovery, new URLSearchParams({ ...answer, ...fields }).toString(), formType);
add<Record<string, string>>(
  'the form of a practice',
  {
    'without a state': { state: '' },
    'without its key': { key: '' },
    'a key without end': { key: long },
    'a state that is none': { state: 'fine' },
    'a state of the prototype': { state: 'constructor' },
    'an NHS number': { note: 'Patient 943 476 5919' },
    'an NHS number in a concern': { safetyConcern: '9434765919' },
    'an NHS number for a name': { saidBy: '943-476-5919' },
    'fewer than none': { appointments: '-1' },
    'more than there are': { prescriptions: '1e12' },
    'a half': { letters: '0.5' },
    'words for a number': { results: 'many' },
    'a system that is none': { notWorking: 'teapot' },
    'a state of telephones that is none': { telephones: '__proto__' },
    'a character that no database holds': { note: 'a\0b' },
    'a day that is none': { expectedNormalOn: '2026-02-31' },
    'too long a note': { note: long },
    'both working and not': { allWorking: 'true', notWorking: 'telephones' },
    'a field of its own': { practiceId: '2' },
    'a flood': { note: 'x'.repeat(200_000) },
  },
  answerForm,
);
add(
  'the link of a practice',
  named(['', 'A', 'A'.repeat(43), '..%2f..%2fetc', '%00', "'--", '%F0%9F%92%A9']),
  (scene, secret) => scene.ask('POST', `/recovery/${secret}`, 'state=recovered', formType),
);

add<[string, Body, Record<string, string>]>(
  'signing in',
  {
    'without a token': ['/console/sign-in', 'email=a@b.example&password=x', formType],
    'with a token that is none': ['/console/sign-in', 'csrf=AAAA&email=a@b.example&password=x', formType],
    'from another website': ['/console/sign-in', 'csrf=x', { ...formType, origin: 'https://evil.example' }],
    'with JSON': ['/console/sign-in', '{}', jsonType],
    'with too much': ['/console/sign-in', `email=${'x'.repeat(20_000)}`, formType],
    'by an invitation that is none': ['/console/welcome/AAAA', 'name=x&email=x&password=x', formType],
    'by a path': ['/console/welcome/..%2f..%2f', 'name=x', formType],
    'with a second factor of nobody': ['/console/second-factor', 'code=000000', formType],
    'with a passkey of nobody': ['/console/passkey', '{"id":"x"}', jsonType],
  },
  (scene, [path, body, headers]) => scene.ask('POST', path, body, headers),
);

add<Record<string, string>>(
  'signing in from its own page',
  {
    'as nobody': { email: '', password: '' },
    'as somebody who is not there': { email: 'nobody@example.org', password: testPassword },
    'with a wrong password': { email: 'robin@example.org', password: 'guess' },
    'with SQL': { email: "robin@example.org' --", password: "' or '1'='1" },
    'with a character that no database holds': { email: 'robin@example.org\0', password: testPassword },
    'with a password without end': { email: 'robin@example.org', password: 'x'.repeat(10_000) },
    'with two lines': { email: 'robin@example.org\r\nx', password: testPassword },
    'with an address without end': { email: `${long}@example.org`, password: testPassword },
  },
  (scene, form) => scene.signIn(form),
);

add<[string, Record<string, string> | string, Record<string, string>?]>(
  'the console',
  {
    'an incident that is none': ['incident.note', { incident: 'nowhere', text: 'x' }],
    'a note of nothing': ['incident.note', { incident: 'firewalls', text: ' ' }],
    'a note without end': ['incident.note', { incident: 'firewalls', text: 'x'.repeat(20_000) }],
    'a note with a character that no database holds': [
      'incident.note',
      { incident: 'firewalls', text: 'a\0b' },
    ],
    'a note about a patient': [
      'contact.message',
      { incident: 'firewalls', sites: 'G99001-1', subject: 'x', text: '943 476 5919' },
    ],
    'a subject of two lines': [
      'contact.message',
      { incident: 'firewalls', sites: 'G99001-1', subject: 'x\r\nBcc: y', text: 'x' },
    ],
    'a slug that is a path': [
      'incident.declare',
      { title: 'x', slug: '../x', summary: 'x', itSeverity: '2' },
    ],
    'a severity that is none': ['incident.declare', { title: 'x', slug: 'x', summary: 'x', itSeverity: '9' }],
    'a state that is none': ['incident.respond', { incident: 'firewalls', to: 'won', note: 'x' }],
    'a step that is not the next': ['incident.respond', { incident: 'firewalls', to: 'restored', note: 'x' }],
    'a feed inside': ['supplier.add', { key: 'x', name: 'x', format: 'rss', url: 'http://127.0.0.1:PORT/' }],
    'a feed by IPv6': ['supplier.add', { key: 'x', name: 'x', format: 'rss', url: 'http://[::1]:PORT/' }],
    'a feed that is a file': [
      'supplier.add',
      { key: 'x', name: 'x', format: 'atom', url: 'file:///etc/passwd' },
    ],
    'a contact inside': [
      'contact.add-address',
      { practice: 'G99001', channel: 'webhook', address: 'https://127.0.0.1:PORT/' },
    ],
    'a contact of a practice that is none': [
      'contact.add-address',
      { practice: 'G00000', channel: 'email', address: 'a@b.example' },
    ],
    'a contact with two addresses': [
      'contact.add-address',
      { practice: 'G99001', channel: 'email', address: 'a@b.example,c@d.example' },
    ],
    'a list of nonsense': ['subscription.import', { csv: 'channel,address\nemail,nonsense', basis: 'x' }],
    'a list of addresses inside': [
      'subscription.import',
      { csv: 'channel,address\nwebhook,https://10.0.0.1/', basis: 'x' },
    ],
    'a list of formulas': ['subscription.import', { csv: 'channel,address\nemail,=cmd|x', basis: 'x' }],
    'a list without columns': ['subscription.import', { csv: '\0\u0001', basis: 'x' }],
    'somebody who is nobody': ['staff.invite', { name: 'x', email: 'nonsense', roles: 'viewer' }],
    'a role that is none': ['staff.invite', { name: 'x', email: 'a@b.example', roles: 'root' }],
    'a verb that is none': ['incident.destroy', { incident: 'firewalls' }],
    'a verb of the prototype': ['__proto__', { x: 'y' }],
    'a claim that is none': [
      'update.draft',
      { incident: 'firewalls', title: 'x', body: '{{claim no.such}}', nextUpdateDue: '2026-04-20T12:00' },
    ],
    'a date that is none': [
      'update.draft',
      { incident: 'firewalls', title: 'x', body: 'x', nextUpdateDue: '2026-13-45T99:99' },
    ],
    JSON: ['incident.note', '{"incident":"firewalls","text":"x"}', jsonType],
    'a forged token': ['incident.note', 'csrf=AAAA&incident=firewalls&text=x'],
    'another website': [
      'incident.note',
      'incident=firewalls&text=x',
      { ...formType, origin: 'https://evil.example' },
    ],
  },
  (scene, [verb, form, headers]) => {
    const filled = JSON.parse(JSON.stringify(form).replaceAll('PORT', String(scene.canaryPort)));
    return scene.console(`/console/do/${verb}`, filled, headers);
  },
);

const post = (scene: Scene, path: string, body: Body, headers: Record<string, string> = jsonType) =>
  scene.ask('POST', `/api/v1/${path}`, body, { authorization: `Bearer ${scene.token}`, ...headers });

const receipt = {
  id: 'n1',
  reference: 'message-NUMBER',
  to: 'told@example.org',
  status: 'delivered',
  notification_type: 'email',
};
add<object | string>(
  'a callback of GOV.UK Notify',
  {
    'about somebody else': { ...receipt, to: 'other@example.org' },
    'about a message that is none': { ...receipt, reference: 'message-999999' },
    'about a number beyond all': { ...receipt, reference: 'message-99999999999999999999' },
    'about a negative number': { ...receipt, reference: 'message--1' },
    'about another reference': { ...receipt, reference: 'order-1' },
    'about SQL': { ...receipt, reference: "message-1' or '1'='1" },
    'about nothing': { ...receipt, reference: null },
    'without a reference': { id: 'n1', to: 'told@example.org', status: 'delivered' },
    'without an address': { ...receipt, to: undefined },
    'of a status that is none': { ...receipt, status: 'exploded' },
    'of a status of the prototype': { ...receipt, status: '__proto__' },
    'of a kind that is none': { ...receipt, notification_type: 'pigeon' },
    'of another type': { ...receipt, to: { $ne: null } },
    'with a list': [receipt],
    'with too long an id': { ...receipt, id: long },
    'with a character that no database holds': { ...receipt, to: 'told@example.org\0' },
    'with an address of two lines': { ...receipt, to: 'told@example.org\r\nx' },
    'of nothing': 'null',
    'of a text': '"delivered"',
    'that is cut off': '{"id":"n1","reference":',
  },
  (scene, body) =>
    post(
      scene,
      'verbs/message.receipt',
      (typeof body === 'string' ? body : JSON.stringify(body)).replace('NUMBER', String(scene.message)),
    ),
);
const bounce = (to: string, action = 'failed', status = '5.1.1', id = 'message-NUMBER') =>
  `Content-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\nOriginal-Envelope-Id: ${id}\n\nFinal-Recipient: rfc822; ${to}\nAction: ${action}\nStatus: ${status}\n`;
add<string>(
  'a report by mail',
  {
    'about somebody else': bounce('other@example.org'),
    'about a message that is none': bounce('told@example.org', 'failed', '5.1.1', 'message-999999'),
    'of an action that is none': bounce('told@example.org', 'exploded'),
    'of a status that is none': bounce('told@example.org', 'failed', 'bad'),
    'that is a holiday': 'I am on holiday until Monday.',
    'that is empty': '',
    'without end': 'x'.repeat(200_001),
  },
  (scene, report) =>
    post(
      scene,
      'verbs/message.bounce',
      JSON.stringify({ report: report.replace('NUMBER', String(scene.message)) }),
    ),
);

const readings = (more: object) =>
  JSON.stringify({
    source: 'x',
    readings: [{ site: 'G99001-1', at: '2026-04-20T07:00:00Z', tunnel: 'up', ...more }],
  });
const calls = (more: object) =>
  JSON.stringify({
    source: 'x',
    calls: [{ externalId: 'c', openedAt: '2026-04-20T07:00:00Z', shortDescription: 'x', ...more }],
  });
add<[string, Body, Record<string, string>?]>(
  'the API',
  {
    'readings of a site that is none': ['readings', readings({ site: 'X' })],
    'readings from the future': ['readings', readings({ at: '2027-01-01T00:00:00Z' })],
    'readings at no time': ['readings', readings({ at: 'yesterday' })],
    'readings of a state that is none': ['readings', readings({ tunnel: 'sideways' })],
    'readings of less than nothing': ['readings', readings({ latencyMs: -1 })],
    'readings of more than all': ['readings', readings({ lossPercent: 101 })],
    'readings beyond numbers': ['readings', readings({ latencyMs: 0 }).replace(':0}', ':1e999}')],
    'readings with a field of their own': ['readings', readings({ evil: true })],
    'readings that are no list': ['readings', '{"source":"x","readings":{"length":1}}'],
    'readings without a source': ['readings', '{"readings":[]}'],
    'readings of a site with NUL': ['readings', readings({ site: 'G99001-1\0' })],
    'calls about a patient': ['calls', calls({ shortDescription: 'Patient 943 476 5919' })],
    'calls from the future': ['calls', calls({ openedAt: '2027-01-01T00:00:00Z' })],
    'calls without a number': ['calls', calls({ externalId: '' })],
    'calls with NUL': ['calls', calls({ shortDescription: 'a\0b' })],
    'calls of another source': ['calls', calls({ source: 'y' })],
    'calls that are no list': ['calls', '{"source":"x","calls":"many"}'],
    'JSON that is cut off': ['calls', '{"source":'],
    'JSON of great depth': ['calls', '['.repeat(50_000) + ']'.repeat(50_000)],
    'a list for an object': ['verbs/incident.note', '[]'],
    'a number for an object': ['verbs/incident.note', '1'],
    'null for an object': ['verbs/incident.note', 'null'],
    'nothing for an object': ['verbs/incident.note', ''],
    'a prototype': ['verbs/incident.note', '{"__proto__":{"incident":"firewalls"},"text":"x"}'],
    'an operator for a text': ['verbs/incident.note', '{"incident":{"$ne":""},"text":"x"}'],
    'a key of its own': ['verbs/incident.note', '{"incident":"firewalls","text":"x","by":"root"}'],
    'SQL for an incident': ['verbs/incident.note', JSON.stringify({ incident: "x' or '1'='1", text: 'x' })],
    'UTF-16': ['verbs/incident.note', Buffer.from('{"incident":"firewalls","text":"x"}', 'utf16le')],
    'bytes that are no text': ['verbs/incident.note', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    'a form': ['readings', 'a=b', formType],
    'XML with an entity': [
      'calls',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
      { 'content-type': 'text/xml' },
    ],
    'what calls itself gzip and is not': ['readings', 'plain', { ...jsonType, 'content-encoding': 'gzip' }],
    'a packing that nobody knows': ['readings', 'x', { ...jsonType, 'content-encoding': 'x-evil' }],
    'a bomb': [
      'readings',
      gzipSync(Buffer.alloc(40_000_000, ' ')),
      { ...jsonType, 'content-encoding': 'gzip' },
    ],
    'CSV without its columns': ['readings', 'a,b\n1,2\n', { 'content-type': 'text/csv' }],
    'CSV with a quote that never ends': [
      'calls',
      'external_id,opened_at\n"x',
      { 'content-type': 'text/csv' },
    ],
    'an estate of another kind': ['estate?kind=nonsense', 'a,b', { 'content-type': 'text/csv' }],
    'an estate whose name ends a line': ['estate?file=a%0d%0ab.csv', 'a,b', { 'content-type': 'text/csv' }],
    'a verb that is none': ['verbs/incident.destroy', '{}'],
    'a verb that is a path': ['verbs/..%2f..%2f', '{}'],
    'a route that is none': ['nothing', '{}'],
    'no token': ['readings', readings({}), { ...jsonType, authorization: '' }],
    'a guessed token': ['readings', readings({}), { ...jsonType, authorization: 'Bearer ac_guessed' }],
    'a token in another scheme': ['readings', readings({}), { ...jsonType, authorization: 'Basic eDp5' }],
  },
  (scene, [path, body, headers]) => post(scene, path, body, headers),
);

const rss = (inner: string): string => `<rss version="2.0"><channel><title>x</title>${inner}</channel></rss>`;
add<[string, Partial<Scene['supplier']>]>(
  'what a supplier says',
  {
    'billion laughs': ['rss', { body: `<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${rss('&b;')}` }],
    'an external entity': [
      'rss',
      { body: `<!DOCTYPE r [<!ENTITY a SYSTEM "http://127.0.0.1:PORT/">]>${rss('&a;')}` },
    ],
    'a parameter entity': [
      'atom',
      { body: '<!DOCTYPE f [<!ENTITY % x SYSTEM "http://127.0.0.1:PORT/"> %x;]><feed/>' },
    ],
    'a style sheet and HTML': ['rss', { body: '<html><link href="http://127.0.0.1:PORT/"/></html>' }],
    'nesting without end': ['rss', { body: rss('<a>'.repeat(5_000)) }],
    'too much': ['rss', { body: rss(`<item><title>${'x'.repeat(2_100_000)}</title></item>`) }],
    'a bomb': [
      'rss',
      { body: gzipSync(Buffer.alloc(30_000_000, ' ')), headers: { 'content-encoding': 'gzip' } },
    ],
    'JSON of great depth': ['statuspage', { body: '['.repeat(50_000) }],
    'JSON of another shape': ['statuspage', { body: '{"page":null}' }],
    'a redirect to a machine inside': [
      'rss',
      { status: 302, headers: { location: 'http://127.0.0.1:PORT/' } },
    ],
    'a redirect by a name': ['rss', { status: 301, headers: { location: 'http://localhost:PORT/' } }],
    'a redirect by IPv6': ['atom', { status: 307, headers: { location: 'http://[::1]:PORT/' } }],
    'a redirect to the keys of a cloud': [
      'rss',
      { status: 302, headers: { location: 'http://169.254.169.254/' } },
    ],
    'a redirect to a file': ['rss', { status: 302, headers: { location: 'file:///etc/passwd' } }],
    'a redirect to itself': ['rss', { status: 302, headers: { location: '/' } }],
    'an error': ['rss', { status: 500 }],
  },
  (scene, [format, answer]) => {
    const filled = (text: string): string => text.replaceAll('PORT', String(scene.canaryPort));
    const { body = '', headers = {}, status = 200 } = answer;
    Object.assign(scene.supplier, {
      status,
      body: typeof body === 'string' ? filled(body) : body,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
    });
    return scene.feedSays(format);
  },
);
add('a feed whose name stands for a machine inside', named(resolved), (scene, ip) =>
  scene.feedAt(`http://feed.example:${scene.canaryPort}/rss`, ip),
);
add('a webhook whose name stands for a machine inside', named(resolved), (scene, ip) =>
  scene.sendTo('webhook', `https://hooks.example:${scene.canaryPort}/hook`, ip),
);
add('a Teams workflow whose name stands for a machine inside', named(resolved), (scene, ip) =>
  scene.sendTo('teams', `https://x.webhook.office.com:${scene.canaryPort}/hook`, ip),
);

/** What a refusal itself may write: that somebody failed to sign in, and how a feed failed. */
const ofRefusals = [
  'staff_attempt',
  'audit',
  'audit_head',
  'audit_seal',
  'staff_session',
  'supplier_feed',
  'message',
  'notice',
  'message_stop',
  'outbox_event',
];
const noted = /^signing in|^what a supplier says|stands for a machine inside$/;

describe('hostile inputs', () => {
  let scene: Scene;
  let tables: string[];
  let hits = 0;
  const servers: { close(): unknown }[] = [];

  beforeAll(async () => {
    scene = await openScene(servers, () => {
      hits += 1;
    });
    const found = await sql<{ name: string }>`select tablename as name from pg_tables
      where schemaname = 'public' order by 1`.execute(scene.running.context.db);
    tables = found.rows.map(({ name }) => name);
  });
  afterAll(async () => {
    for (const server of servers) server.close();
    await scene?.running.stop();
  });

  /** A digest of every row of every table but these. */
  const everything = async (but: readonly string[]): Promise<Record<string, string>> => {
    const parts = tables
      .filter((table) => !but.includes(table))
      .map(
        (table) =>
          sql`select ${table}::text as name, coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as digest from ${sql.table(table)} t`,
      );
    const { rows } = await sql<{
      name: string;
      digest: string;
    }>`${sql.join(parts, sql` union all `)}`.execute(scene.running.context.db);
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  };

  it.each(cases.map((each) => [each.over, each.name, each] as const))(
    'over %s, %s: refused clearly, and nothing is written',
    async (over, _name, { run }) => {
      const but = noted.test(over) ? ofRefusals : [];
      const before = await everything(but);
      const said = await run(scene);
      if ('refused' in said) expect(said.refused).toMatch(/\w+ \w+/);
      else {
        expect(said.status, said.text.slice(0, 300)).toBeGreaterThanOrEqual(400);
        expect(said.status).toBeLessThan(500);
        expect(said.status).not.toBe(429);
        // Machines are told a code, people are told in words.
        if (said.text.startsWith('{'))
          expect(JSON.parse(said.text)).toMatchObject({ code: expect.any(String) });
        else expect(said.text).toMatch(/\w+ \w+/);
        expect(said.text).not.toMatch(/<script>alert|\bat \w+ \(|node_modules|root:x:/);
      }
      expect(await everything(but)).toEqual(before);
      expect(hits).toBe(0);
    },
  );

  it('do not keep out what is in order', async () => {
    const { message, manage } = scene;
    const answers = {
      form: await postForm(scene, { address: 'somebody@example.org' }),
      choices: await scene.ask('POST', manage, 'about=everything&what=planned&severity=5', formType),
      practice: await answerForm(scene, { note: 'Slow but fine' }),
      console: await scene.console('/console/do/incident.note', {
        incident: 'firewalls',
        text: 'All is well.',
      }),
      receipt: await post(
        scene,
        'verbs/message.receipt',
        JSON.stringify({ ...receipt, reference: `message-${message}` }),
      ),
      readings: await post(scene, 'readings', readings({})),
      calls: await post(scene, 'calls', calls({})),
    };
    expect(
      Object.fromEntries(
        Object.entries(answers).map(([name, said]) => [name, 'status' in said && said.status]),
      ),
    ).toEqual({
      form: 303,
      choices: 303,
      practice: 303,
      console: 200,
      receipt: 200,
      readings: 200,
      calls: 200,
    });
    Object.assign(scene.supplier, {
      status: 200,
      headers: {},
      body: rss('<item><title>All is well</title></item>'),
    });
    expect(await scene.feedSays('rss')).toEqual({ refused: '' });
  });

  it(`are at least 200, all of them different, and none led to a machine inside (${cases.length})`, async () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(new Set(cases.map(({ over, name }) => `${over}: ${name}`)).size).toBe(cases.length);
    // The one that counts does count.
    await fetch(`http://127.0.0.1:${scene.canaryPort}/`).catch(() => undefined);
    expect(hits).toBe(1);
  });
});

async function listening(server: Server | ReturnType<typeof createSocketServer>, host: string, port = 0) {
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
}

async function openScene(servers: { close(): unknown }[], onHit: () => void): Promise<Scene> {
  const canary = () =>
    createSocketServer((socket) => {
      onHit();
      socket.destroy();
    });
  const [canary4, canary6] = [canary(), canary()];
  const canaryPort = await listening(canary4, '127.0.0.1');
  await listening(canary6, '::1', canaryPort);
  const supplier: Scene['supplier'] = { status: 200, headers: {}, body: '' };
  const feeds = createServer((_, response) =>
    response.writeHead(supplier.status, supplier.headers).end(supplier.body),
  );
  const feedPort = await listening(feeds, '127.0.0.2');
  servers.push(canary4, canary6, feeds);

  const installation = 'a secret of the whole installation, long enough';
  const running = await startConsole('stepped', {
    env: {
      ALLCLEAR_MAIL_URL: `smtp://127.0.0.1:9`,
      ALLCLEAR_MAIL_FROM: 'news@board.example',
      ALLCLEAR_WEBHOOK_SECRET: installation,
    },
  });
  const { context, app } = running;
  const run = (verb: string, input: Record<string, unknown>) => runVerb(allVerbs, context, verb, input);
  await givenIncident(context);
  await app.engine.settle();
  await app.publisher.publish(context);
  const token = await createToken(context, { name: 'feed', roles: ['intake', 'administrator'] });

  const ask: Scene['ask'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${app.address}${path}`, {
      method,
      redirect: 'manual',
      headers,
      ...(body === undefined || method === 'GET' ? {} : { body }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return {
    running,
    canaryPort,
    ask,
    console: await signedIn(running),
    signIn: async (form) => {
      const { tokenOf, post: send } = browser(running);
      return send('/console/sign-in', await tokenOf('/console/sign-in'), form);
    },
    token,
    message: await handedOver(running),
    recovery: await askedPractice(running),
    manage: await subscribed(running),
    supplier,
    feedSays: async (format) => {
      await run('supplier.add', {
        key: 'acme',
        name: 'Acme',
        format,
        url: `http://feeds.example:${feedPort}/x.json`,
      });
      const resolve = async (host: string) => [host === 'localhost' ? '127.0.0.1' : '127.0.0.2'];
      const outbound = createOutbound({ resolve, alsoAllowed: ['127.0.0.2'] });
      await pollFeeds(context, outbound);
      const refused = (await listFeeds(context))[0]?.lastFault ?? '';
      await run('supplier.remove', { feed: 'acme' });
      return { refused };
    },
    feedAt: async (url, resolvesTo) => {
      await run('supplier.add', { key: 'acme', name: 'Acme', format: 'rss', url });
      await pollFeeds(context, createOutbound({ resolve: async () => [resolvesTo] }));
      const refused = (await listFeeds(context))[0]?.lastFault ?? '';
      await run('supplier.remove', { feed: 'acme' });
      return { refused };
    },
    sendTo: async (channel, address, resolvesTo) => {
      const recipientId = newId();
      await inTransaction(context, (tx) =>
        requestMessage(tx, { channel, address, kind: 'direct', subject: 'x', text: 'x', recipientId }),
      );
      const courier = await createCourier({
        context,
        databaseUrl: running.databaseUrl,
        publicUrl: 'https://status.example',
        channels: createChannels(parseSettings({ ALLCLEAR_WEBHOOK_SECRET: installation }), {
          outbound: createOutbound({ resolve: async () => [resolvesTo] }),
          clock: systemClock(),
          secretIdOf: async (id) => id,
          statuspageBody: async () => ({}),
        }),
      });
      await courier.deliver();
      await courier.stop();
      const { rows } = await sql<{ state: string; reason: string }>`select state, reason from message
        where recipient_id = ${recipientId}`.execute(context.db);
      expect(rows[0]?.state).toBe('failed');
      return { refused: rows[0]?.reason ?? '' };
    },
  };
}

/** A browser as far as the console can tell: what it posts carries the token of the page that it comes from. */
function browser({ app }: RunningConsole) {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(new URL(path, app.address), { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const tokenOf = async (path: string): Promise<string> => csrfIn(await (await send(path)).text());
  return {
    tokenOf,
    async post(
      path: string,
      csrf: string,
      body: Record<string, string> | string,
      more: Record<string, string> = formType,
    ) {
      const typed = typeof body === 'string' ? body : new URLSearchParams({ csrf, ...body }).toString();
      const headers = { origin: app.address, ...more };
      const response = await send(path, { method: 'POST', headers, body: typed });
      return { status: response.status, text: await response.text() };
    },
  };
}

/** The first administrator, signed in. */
async function signedIn(running: RunningConsole): Promise<Scene['console']> {
  const { tokenOf, post: send } = browser(running);
  const link = await running.firstLink();
  const form = { name: 'Robin Admin', email: 'robin@example.org', password: testPassword };
  expect((await send(link, await tokenOf(link), form)).status).toBe(303);
  const csrf = await tokenOf('/console/do/incident.note');
  expect(csrf).not.toBe('');
  return (path, body, more) => send(path, csrf, body, more);
}

/** A message that was handed over to GOV.UK Notify; returns its number. */
async function handedOver({ context }: RunningConsole): Promise<number> {
  const of = { channel: 'email', address: 'told@example.org', kind: 'direct' } as const;
  const { notice } = await inTransaction(context, (tx) =>
    requestMessage(tx, { ...of, subject: 'x', text: 'x', recipientId: newId() }),
  );
  const { rows } = await sql<{
    id: number;
  }>`update message set state = 'handed over' where notice_id = ${notice}
    returning id`.execute(context.db);
  return rows[0]?.id ?? 0;
}

/** The path of the page of a subscription that was confirmed. */
async function subscribed({ app, context }: RunningConsole): Promise<string> {
  const postTo = (path: string, body = '') =>
    fetch(`${app.address}${path}`, { method: 'POST', headers: formType, body, redirect: 'manual' });
  await postTo('/subscribe', new URLSearchParams(subscribe).toString());
  const { rows } = await sql<{
    text: string;
  }>`select body as text from notice order by id desc limit 1`.execute(context.db);
  const confirm = /\/subscribe\/confirm\/[\w-]+/.exec(rows[0]?.text ?? '')?.[0] ?? '';
  const manage = (await postTo(confirm)).headers.get('location')?.split('?')[0] ?? '';
  expect(manage).toMatch(/^\/subscribe\/manage\//);
  return manage;
}

/** The path of the form of a practice that was asked how it recovers. */
async function askedPractice({ context }: RunningConsole): Promise<string> {
  const { rows } = await sql<{ id: number }>`select id from episode`.execute(context.db);
  await updateImpact(context, { episodeIds: rows.map(({ id }) => id) });
  const opened = (await runVerb(allVerbs, context, 'recovery.open', { incident: 'firewalls' })) as {
    links: { path: string }[];
  };
  expect(opened.links[0]?.path).toMatch(/^\/recovery\//);
  return opened.links[0]?.path ?? '';
}
