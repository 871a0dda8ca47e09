import { all, first, type Node, xmlTree } from './xml-tree.ts';

// The rules of the CAP 1.2 schema (OASIS, CAP-v1.2.xsd) and of its text where the schema cannot say it.

const namespace = 'urn:oasis:names:tc:emergency:cap:1.2';
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d$/;

interface Rule {
  name: string;
  least?: number;
  most?: number;
  values?: readonly string[];
  pattern?: RegExp;
}

const one = (name: string, more: Partial<Rule> = {}): Rule => ({ name, least: 1, most: 1, ...more });
const maybe = (name: string, more: Partial<Rule> = {}): Rule => ({ name, least: 0, most: 1, ...more });
const many = (name: string, more: Partial<Rule> = {}): Rule => ({ name, least: 0, most: 1_000_000, ...more });
const plain = /^[^\s,<&]+$/;

const alertRules: readonly Rule[] = [
  one('identifier', { pattern: plain }),
  one('sender', { pattern: plain }),
  one('sent', { pattern: instant }),
  one('status', { values: ['Actual', 'Exercise', 'System', 'Test', 'Draft'] }),
  one('msgType', { values: ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] }),
  maybe('source'),
  one('scope', { values: ['Public', 'Restricted', 'Private'] }),
  maybe('restriction'),
  maybe('addresses'),
  many('code'),
  maybe('note'),
  maybe('references', { pattern: /^[^\s,<&]+,[^\s,<&]+,\S+(?: [^\s,<&]+,[^\s,<&]+,\S+)*$/ }),
  maybe('incidents'),
  many('info'),
];

const infoRules: readonly Rule[] = [
  maybe('language', { pattern: /^[a-z]{2}(?:-[A-Z]{2})?$/ }),
  many('category', {
    least: 1,
    values: [
      'Geo',
      'Met',
      'Safety',
      'Security',
      'Rescue',
      'Fire',
      'Health',
      'Env',
      'Transport',
      'Infra',
      'CBRNE',
      'Other',
    ],
  }),
  one('event'),
  many('responseType', {
    values: ['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'AllClear', 'None'],
  }),
  one('urgency', { values: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] }),
  one('severity', { values: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] }),
  one('certainty', { values: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] }),
  maybe('audience'),
  many('eventCode'),
  maybe('effective', { pattern: instant }),
  maybe('onset', { pattern: instant }),
  maybe('expires', { pattern: instant }),
  maybe('senderName'),
  maybe('headline', { pattern: /^[\s\S]{1,160}$/ }),
  maybe('description'),
  maybe('instruction'),
  maybe('web', { pattern: /^https?:\/\/\S+$/ }),
  maybe('contact'),
  many('parameter'),
  many('resource'),
  many('area'),
];

const pairRules = [one('valueName'), one('value')];
const areaRules = [
  one('areaDesc'),
  many('polygon'),
  many('circle'),
  many('geocode'),
  maybe('altitude'),
  maybe('ceiling'),
];

/** Everything in which a message breaks the schema; empty when it keeps it. */
export function capFaults(text: string): string[] {
  const alert = xmlTree(text);
  if (alert.name !== 'alert' || alert.namespace !== namespace) return ['the root is no CAP 1.2 alert'];
  const msgType = first(alert, 'msgType') ?? '';
  return [
    ...sequenceFaults(alert, alertRules),
    ...all(alert, 'info').flatMap((info) => [
      ...sequenceFaults(info, infoRules),
      ...all(info, 'parameter').flatMap((pair) => sequenceFaults(pair, pairRules)),
      ...all(info, 'area').flatMap((area) => [
        ...sequenceFaults(area, areaRules),
        ...all(area, 'geocode').flatMap((pair) => sequenceFaults(pair, pairRules)),
      ]),
    ]),
    ...(['Update', 'Cancel', 'Ack', 'Error'].includes(msgType) && !first(alert, 'references')
      ? [`${msgType} without references`]
      : []),
    ...(first(alert, 'status') === 'Exercise' && !first(alert, 'note') ? ['an exercise without a note'] : []),
  ];
}

/** An XML Schema sequence: names in order, as often as allowed, each value as it must be. */
function sequenceFaults(node: Node, rules: readonly Rule[]): string[] {
  const order = node.children.map((child) => rules.findIndex((rule) => rule.name === child.name));
  const unknown = node.children.filter((child) => !rules.some((rule) => rule.name === child.name));
  return [
    ...unknown.map((child) => `${node.name}: ${child.name} is not known`),
    ...(order.every((place, index) => index === 0 || place >= (order[index - 1] ?? 0))
      ? []
      : [`${node.name}: elements out of order`]),
    ...node.children
      .filter((child) => child.namespace !== namespace)
      .map((child) => `${child.name}: another namespace`),
    ...rules.flatMap((rule) => ruleFaults(node, rule)),
  ];
}

function ruleFaults(node: Node, { name, least = 0, most = 1, values, pattern }: Rule): string[] {
  const found = all(node, name);
  const where = `${node.name}.${name}`;
  return [
    ...(found.length < least ? [`${where} is missing`] : []),
    ...(found.length > most ? [`${where} occurs too often`] : []),
    ...found.flatMap(({ text, children }) => [
      ...(values && !values.includes(text) ? [`${where}: ${text} is not allowed`] : []),
      ...(pattern && !pattern.test(text) ? [`${where}: ${text} has the wrong form`] : []),
      ...(children.length === 0 && text === '' ? [`${where} is empty`] : []),
    ]),
  ];
}
