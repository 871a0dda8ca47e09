import { containsNhsNumber } from '#servicedesk';

// What a reader would stumble over, or should never see, in the text of an update as it will read. The rules and where
// they come from: docs/algorithms/update-checks.md.

export const checkRules = [
  'patient data',
  'next update',
  'cause as fact',
  'unconfirmed factor',
  'machine name',
  'time style',
  'long sentence',
  'abbreviation',
] as const;
export type CheckRule = (typeof checkRules)[number];

/** Something to put right. Patient data is never let through; the rest is, when somebody says why. */
export interface Finding {
  rule: CheckRule;
  severity: 'refusal' | 'warning';
  field: 'title' | 'body' | 'nextUpdateDue';
  /** Within the field, from 1; null when it is about the whole. */
  line: number | null;
  /** The words it is about; empty when something is missing. */
  found: string;
  problem: string;
  remedy: string;
}

export interface CheckedText {
  title: string;
  /** With the claims as they would read. */
  body: string;
  /** The incident is open and needs to say when the next update comes. */
  needsNextUpdate: boolean;
  hasNextUpdate: boolean;
  factors: readonly { title: string; confirmed: boolean }[];
}

/** Everything found in a text, patient data first, then by place. */
export function checkText(text: CheckedText): Finding[] {
  const findings = [
    ...nextUpdate(text),
    ...inField('title', text.title, text),
    ...inField('body', text.body, text),
  ];
  const isRefusal = ({ severity }: Finding): number => (severity === 'refusal' ? 0 : 1);
  return findings.sort((a, b) => isRefusal(a) - isRefusal(b));
}

const nextUpdate = ({ needsNextUpdate, hasNextUpdate }: CheckedText): Finding[] =>
  needsNextUpdate && !hasNextUpdate
    ? [
        {
          rule: 'next update',
          severity: 'warning',
          field: 'nextUpdateDue',
          line: null,
          found: '',
          problem: 'It does not say when the next update comes. While the incident is open it has to',
          remedy: 'Fill in when the next update is due',
        },
      ]
    : [];

type Place = Pick<Finding, 'field' | 'line'>;
type Check = (line: string, of: CheckedText) => Omit<Finding, keyof Place>[];

function inField(field: 'title' | 'body', text: string, of: CheckedText): Finding[] {
  const byLine = text
    .split('\n')
    .flatMap((line, index) =>
      lineChecks.flatMap((check) => check(line, of).map((each) => ({ ...each, field, line: index + 1 }))),
    );
  const whole = [...patientData(text), ...unexplained(text)].map((each) => ({ ...each, field }));
  return [...byLine, ...whole].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** The sentences of one line, without the marks of lists, headings and quotations. */
const sentencesOf = (line: string): string[] =>
  line
    .replace(/^\s*(?:[-*+>#]+|\d+[.)])\s+/, '')
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

const takeOut = 'Take it out. Nothing about a patient is ever published';

/** Looked for in the whole text: a number may be broken over lines. */
function patientData(text: string): Omit<Finding, 'field'>[] {
  const birth =
    /\b(?:date of birth|dob|born on)\b[^.\n]{0,12}\d{1,2}[/. -](?:\d{1,2}|[a-z]{3,9})[/. -]\d{2,4}/gi;
  const numbers = containsNhsNumber(text)
    ? [
        {
          rule: 'patient data',
          severity: 'refusal',
          line: lineWith(text, containsNhsNumber),
          found: '',
          problem: 'It holds a number that is valid as an NHS number',
          remedy: takeOut,
        } as const,
      ]
    : [];
  const births = found(text, birth, {
    rule: 'patient data',
    severity: 'refusal',
    problem: 'This looks like a date of birth',
    remedy: takeOut,
  }).map((each) => ({ ...each, line: lineWith(text, (line) => line.includes(each.found)) }));
  return [...numbers, ...births];
}

/** The first line that passes, from 1; null when only several together do. */
function lineWith(text: string, test: (line: string) => boolean): number | null {
  const index = text.split('\n').findIndex(test);
  return index === -1 ? null : index + 1;
}

/** One finding for each different match. */
function found(
  line: string,
  pattern: RegExp,
  finding: Omit<Finding, 'found' | keyof Place | 'remedy'> & {
    remedy: string | ((match: string) => string | undefined);
  },
): Omit<Finding, keyof Place>[] {
  return [...new Set(line.match(pattern) ?? [])].flatMap((match) => {
    const remedy = typeof finding.remedy === 'string' ? finding.remedy : finding.remedy(match);
    return remedy === undefined ? [] : [{ ...finding, found: match, remedy }];
  });
}

/** NHS digital service manual, "Numbers, measurements, dates and time": 10:30am, 10am, midday, midnight. */
const timeStyle: Check = (line) =>
  found(
    line,
    /\b\d{1,2}(?:[.:]\d{2})? ?(?:[ap]m\b|[ap]\.m\.)|\b(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?(?:hrs|hours))\b|\b(?:[01]\d|2[0-3]):[0-5]\d\b(?! ?[ap]m)/gi,
    {
      rule: 'time style',
      severity: 'warning',
      problem: 'This time is not written in the style of the NHS',
      remedy(match) {
        const better = styledTime(match);
        return better === undefined || better === match ? undefined : `Write ${better}`;
      },
    },
  );

/** `10.30am`, `10:30 AM`, `14:30` as `10:30am`, `2:30pm`; undefined when it is no time. */
export function styledTime(text: string): string | undefined {
  const [, hours = '', minutes = '00', half] = /^(\d{1,2})(?:[.:](\d{2}))? ?([ap])?/i.exec(text) ?? [];
  const given = Number(hours);
  const isHalf = half !== undefined;
  if (hours === '' || (isHalf ? given < 1 || given > 12 : given > 23) || Number(minutes) > 59)
    return undefined;
  const hour = isHalf ? (given % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : given;
  if (minutes === '00' && hour === 0) return 'midnight';
  if (minutes === '00' && hour === 12) return 'midday';
  return `${hour % 12 || 12}${minutes === '00' ? '' : `:${minutes}`}${hour < 12 ? 'am' : 'pm'}`;
}

const machineName: Check = (line) => [
  ...found(line, /\b(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?\b/g, {
    rule: 'machine name',
    severity: 'warning',
    problem: 'This looks like the address of a machine',
    remedy: 'Take it out: it tells an attacker where to look, and a practice nothing',
  }),
  ...found(
    line,
    /(?<![@/\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:local|internal|lan|corp|intra|nhs\.net)\b|\b(?=[a-z0-9-]*\d)[a-z]{2,}(?:-[a-z0-9]{2,}){2,}\b/gi,
    {
      rule: 'machine name',
      severity: 'warning',
      problem: 'This looks like the name of a machine',
      remedy: 'Say what it does for practices instead of what it is called',
    },
  ),
  ...found(line, /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\bQ2[A-Z0-9]{2}(?:-[A-Z0-9]{4}){2}\b/gi, {
    rule: 'machine name',
    severity: 'warning',
    problem: 'This looks like the number of a device',
    remedy: 'Take it out',
  }),
];

const longSentenceWords = 25;

/**
 * GOV.UK and NHS content guidance: sentences of at most 25 words. What stands in brackets is not counted: there claims give
 * their count and time, which no author can shorten.
 */
const longSentence: Check = (line) =>
  sentencesOf(line).flatMap((sentence) => {
    const words = sentence.replace(/\([^()]*\)/g, ' ').match(/\S+/g)?.length ?? 0;
    if (words <= longSentenceWords) return [];
    return [
      {
        rule: 'long sentence' as const,
        severity: 'warning' as const,
        found: shortened(sentence),
        problem: `This sentence has ${words} words`,
        remedy: `Make it two: at most ${longSentenceWords} words each`,
      },
    ];
  });

const shortened = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 57).trimEnd()}…`);

const hedged =
  /\b(?:may|might|could|can|possibl[ey]|possibility|likely|probabl[ey]|suspect\w*|think|believe\w*|appears?|seems?|investigat\w*|looking (?:at|into)|find out|whether|if|why|not (?:yet )?(?:confirmed|known|clear)|unconfirmed|ruled out|hypothes\w*)\b/i;
const causal =
  /\b(?:(?:root )?cause (?:is|was|has been|of this is)|(?:caused|triggered) by|because of|due to|as a result of|is to blame)\b/i;

/** A cause that nobody has confirmed, told without a word that says so. There is rarely one cause. */
const causeAsFact: Check = (line, { factors }) =>
  sentencesOf(line).flatMap((sentence) => {
    const lower = sentence.toLowerCase();
    const named = factors.filter(({ title }) => lower.includes(title.toLowerCase()));
    if (hedged.test(sentence) || named.some(({ confirmed }) => confirmed)) return [];
    return toldAsFact(sentence, named[0]?.title);
  });

function toldAsFact(sentence: string, factor: string | undefined): Omit<Finding, keyof Place>[] {
  const shared = { severity: 'warning', found: shortened(sentence) } as const;
  if (factor !== undefined) {
    const problem = `“${factor}” is not confirmed, and this says that it is so`;
    const remedy = 'Say that it is possible or likely, or have the factor graded as confirmed first';
    return [{ ...shared, rule: 'unconfirmed factor', problem, remedy }];
  }
  const [words] = causal.exec(sentence) ?? [];
  if (words === undefined) return [];
  const problem = `“${words}” gives a cause as a fact, and names no factor that is confirmed`;
  return [
    {
      ...shared,
      rule: 'cause as fact',
      problem,
      remedy: 'Say what is confirmed, or say that it is possible or likely',
    },
  ];
}

/** Known to everybody who works in a practice; weekdays, months and Roman numerals are no abbreviations. */
const known = new Set('NHS GP GPS IT UK OK PC PCS PM AM SMS PDF CSV TV ID FAQ II III IV VI'.split(' '));

/** Abbreviations that are never written out in the text: `KPSN (Kent …)` or `Kent … (KPSN)` explain one. */
function unexplained(text: string): Omit<Finding, 'field'>[] {
  const lines = text.split('\n');
  const names = [...new Set(text.match(/(?<![-\w])[A-Z]{2,7}s?\b/g) ?? [])].filter(
    (name) => !known.has(name.toUpperCase()),
  );
  return names
    .filter((name) => !new RegExp(`\\(${name}\\)|\\b${name} \\([^)]*[a-z]`).test(text))
    .map((name) => ({
      rule: 'abbreviation',
      severity: 'warning',
      line: lines.findIndex((line) => line.includes(name)) + 1,
      found: name,
      problem: 'This abbreviation is not explained',
      remedy: `Write it out where it first comes, such as “full name (${name})”, or use plain words`,
    }));
}

const lineChecks: readonly Check[] = [causeAsFact, machineName, timeStyle, longSentence];

/** A finding as one line of text. */
export const findingText = ({ line, field, found: words, problem, remedy }: Finding): string => {
  const place = line === null ? '' : field === 'title' ? 'Title: ' : `Line ${line}: `;
  return `${place}${words === '' ? '' : `“${words}”: `}${problem}. ${remedy}.`;
};
