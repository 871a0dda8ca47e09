// What is typed and not saved is kept in this browser, for this person, until it is saved or thrown away: a crash, a lost
// network or an ended session costs nothing.

import { keepThroughRefresh } from './live-guards.ts';

const prefix = 'allclear-draft:';
const keptDays = 7;
const pauseMs = 300;

interface Draft {
  at: number;
  fields: Record<string, string>;
}

export function startDrafts(): void {
  forgetOld();
  forgetSaved();
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) startDraft(form);
}

const keyOf = (person: string | undefined, name: string): string => `${prefix}${person ?? ''}:${name}`;

const fieldsOf = (form: HTMLFormElement) =>
  [...form.elements].filter(
    (element): element is HTMLInputElement | HTMLTextAreaElement =>
      element instanceof HTMLTextAreaElement ||
      (element instanceof HTMLInputElement &&
        !['hidden', 'submit', 'checkbox', 'radio'].includes(element.type)),
  );

function startDraft(form: HTMLFormElement): void {
  const key = keyOf(form.dataset.draftPerson, form.dataset.draft ?? '');
  const kept = read(key);
  if (kept && differs(form, kept)) offer(form, key, kept);
  let timer: number | undefined;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => keep(form, key), pauseMs);
  });
  // Whatever becomes of the page, the last words are kept.
  addEventListener('pagehide', () => {
    if (timer !== undefined) keep(form, key);
  });
}

function keep(form: HTMLFormElement, key: string): void {
  const fields = Object.fromEntries(fieldsOf(form).map(({ name, value }) => [name, value]));
  const isEmpty = Object.values(fields).every((value) => value.trim() === '');
  if (isEmpty) localStorage.removeItem(key);
  else write(key, { at: Date.now(), fields });
}

const differs = (form: HTMLFormElement, { fields }: Draft): boolean =>
  fieldsOf(form).some(({ name, value }) => name in fields && fields[name] !== value);

/** Says what was kept, and lets the person choose: nothing is put back unasked. */
function offer(form: HTMLFormElement, key: string, draft: Draft): void {
  const notice = keepThroughRefresh(document.createElement('div'), `kept-${form.dataset.draft ?? ''}`);
  notice.className = 'nhsuk-inset-text allclear-kept';
  notice.setAttribute('role', 'status');
  const text = document.createElement('p');
  const time = new Date(draft.at).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });
  text.textContent = `This browser kept text that you typed here and did not save, from ${time}.`;
  const done = (): void => {
    notice.remove();
    fieldsOf(form)[0]?.focus();
  };
  notice.append(
    text,
    button('Put it back', () => {
      putBack(form, draft);
      done();
    }),
    ' ',
    button('Throw it away', () => {
      localStorage.removeItem(key);
      done();
    }),
  );
  form.before(notice);
}

function putBack(form: HTMLFormElement, { fields }: Draft): void {
  for (const field of fieldsOf(form)) field.value = fields[field.name] ?? field.value;
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

/** The screen after a save names the drafts that the save holds. */
function forgetSaved(): void {
  const names = document.querySelector<HTMLElement>('[data-draft-done]')?.dataset.draftDone?.split(' ') ?? [];
  for (const key of keys()) if (names.some((name) => key.endsWith(`:${name}`))) localStorage.removeItem(key);
}

function forgetOld(): void {
  const oldest = Date.now() - keptDays * 86_400_000;
  for (const key of keys()) if ((read(key)?.at ?? 0) < oldest) localStorage.removeItem(key);
}

const keys = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

function read(key: string): Draft | undefined {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A full or forbidden store must not stop anybody from typing. */
function write(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Then only the page itself holds the text, as without this script.
  }
}
