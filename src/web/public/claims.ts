import { markdownToText, renderMarkdown } from '#platform/markdown';
import { fillTokens, type PublishedClaim, type PublishedUpdate } from '#publishing';
import { sentence, when } from './words.ts';

// Private-use characters pass through Markdown untouched; an author's own are taken out first.
const opening = '\uE000';
const closing = '\uE001';
const marker = /\uE000(\d+)\uE001/g;

/** What a reader is told beside a sentence that stopped being true. */
export function changedWords(claim: PublishedClaim, asOf: string): { lead: string; text: string } {
  const until = claim.stoppedAt ? `It was true until ${when(claim.stoppedAt, asOf)}. ` : '';
  return {
    lead: 'This has changed since.',
    text: `${until}${claim.nowText ? `Now: ${sentence(claim.nowText)}` : 'We are checking what is true now.'}`,
  };
}

interface Form {
  claim(claim: PublishedClaim): string;
  note(claim: PublishedClaim): string;
  /** Finds the end of the sentence or block that a claim stands in. */
  sentenceEnd: RegExp;
}

const markedBody = ({ body }: PublishedUpdate): string =>
  fillTokens(body.replace(/[\uE000\uE001]/g, ''), (index) => `${opening}${index}${closing}`);

/** Puts each claim where its token stood, and each note behind the sentence it belongs to. */
function fillClaims(marked: string, claims: readonly PublishedClaim[], form: Form): string {
  let text = marked;
  // From the last to the first, so that the notes of one sentence keep the order of its claims.
  for (const [n, claim] of [...claims.entries()].reverse()) {
    const mark = `${opening}${n}${closing}`;
    const at = text.indexOf(mark);
    if (claim.holds || at === -1) continue;
    const end = sentenceEndAfter(text, at + mark.length, form.sentenceEnd);
    text = `${text.slice(0, end)}${form.note(claim)}${text.slice(end)}`;
  }
  return text.replace(marker, (_, n: string) => {
    const claim = claims[Number(n)];
    return claim ? form.claim(claim) : '(this figure is not available)';
  });
}

function sentenceEndAfter(text: string, from: number, pattern: RegExp): number {
  const found = pattern.exec(text.slice(from));
  return found ? from + found.index + found[0].length : text.length;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML and XML, in content and in quoted attributes. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const htmlEnd = /[.!?](?=\s|<)|(?=<\/(?:p|li|td|th|pre|blockquote)>)|(?=\n<[uo]l)|<\/h\d>/;
const textEnd = /[.!?](?=\s|$)|(?=\n)/;

/** The body as HTML with its claims filled in. A claim that no longer holds has its note behind its sentence. */
export function updateHtml(update: PublishedUpdate, options: { headingLevel: number; asOf: string }): string {
  const html = renderMarkdown(markedBody(update), { headingLevel: options.headingLevel });
  return fillClaims(html, update.claims, {
    claim: (claim) => escapeMarkup(claim.text),
    note(claim) {
      const { lead, text } = changedWords(claim, options.asOf);
      return ` <span class="allclear-changed" role="note">${lead} ${escapeMarkup(text)}</span>`;
    },
    sentenceEnd: htmlEnd,
  });
}

/** The body as plain text, with the same notes in square brackets. */
export function updateText(update: PublishedUpdate, asOf: string): string {
  return fillClaims(markdownToText(markedBody(update)), update.claims, {
    claim: (claim) => claim.text,
    note(claim) {
      const { lead, text } = changedWords(claim, asOf);
      return ` [${lead} ${text}]`;
    },
    sentenceEnd: textEnd,
  });
}
