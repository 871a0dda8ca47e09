import { containsNhsNumber } from '#servicedesk';

const longSentenceWords = 25;

/** What a reader would stumble over, found in the text as it will read. */
export function adviseOn(
  text: string,
  options: { unconfirmedFactors: readonly string[]; nextUpdateDue: boolean },
): string[] {
  return [
    ...(options.nextUpdateDue
      ? []
      : ['It does not say when the next update comes. While the incident is open it has to.']),
    ...longSentences(text),
    ...matches(text, /\b\d{1,2}\.\d{2} ?(?:am|pm)\b/gi, 'Write times as 10:30am, with a colon'),
    ...matches(text, /\b\d{1,2}(?::\d{2})? (?:am|pm)\b/gi, 'Write times as 10am, without a space'),
    ...matches(text, /\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'This looks like the address of a machine'),
    ...matches(
      text,
      /\b[a-z0-9-]+\.(?:local|internal|lan|nhs\.net)\b/gi,
      'This looks like the name of a machine',
    ),
    ...matches(
      text,
      /\bthe (?:root )?cause (?:is|was|has been)\b/gi,
      'There is rarely one cause; say what is confirmed',
    ),
    ...(containsNhsNumber(text) ? ['It holds a number that is valid as an NHS number. Take it out.'] : []),
    ...options.unconfirmedFactors
      .filter((title) => text.toLowerCase().includes(title.toLowerCase()))
      .map((title) => `“${title}” is not confirmed. Say that it is possible or likely, not that it is so.`),
  ];
}

function longSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n{2,}/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(/\s+/).length > longSentenceWords)
    .map((sentence) => `This sentence has more than ${longSentenceWords} words: “${sentence.slice(0, 60)}…”`);
}

const matches = (text: string, pattern: RegExp, advice: string): string[] =>
  [...new Set(text.match(pattern) ?? [])].map(
    (found) => `“${found}”: ${advice.charAt(0).toLowerCase()}${advice.slice(1)}.`,
  );
