// A text field with suggestions, after the combobox pattern of the WAI-ARIA Authoring Practices (list autocomplete with
// manual selection). Without it the field is searched by the server when the form is sent.

import { keepThroughRefresh } from './live-guards.ts';

interface Choice {
  value: string;
  text: string;
}

const pauseMs = 120;

export function startComboboxes(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-suggest]'))
    startCombobox(input);
}

class Suggestions {
  #choices: Choice[] = [];
  #at = -1;
  #asked = 0;
  readonly #list: HTMLUListElement;
  readonly #status: HTMLElement;

  constructor(
    readonly input: HTMLInputElement,
    readonly chosen: HTMLInputElement | null,
  ) {
    this.#list = keepThroughRefresh(document.createElement('ul'), `${input.id}-options`);
    this.#list.className = 'allclear-options';
    this.#list.setAttribute('role', 'listbox');
    this.#list.setAttribute('aria-label', input.labels?.[0]?.textContent?.trim() ?? 'Suggestions');
    this.#list.hidden = true;
    this.#status = keepThroughRefresh(document.createElement('div'), `${input.id}-status`);
    this.#status.className = 'nhsuk-u-visually-hidden';
    this.#status.setAttribute('role', 'status');
    input.after(this.#list, this.#status);
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  async ask(text: string): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    if (text.trim() === '') return this.close();
    const url = `${this.input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => undefined);
    // Without an answer the field is what it is without this script.
    if (!answer?.ok || mine !== this.#asked) return;
    this.#choices = (await answer.json()) as Choice[];
    if (mine === this.#asked && this.input === document.activeElement) this.open();
  }

  open(): void {
    this.#at = -1;
    this.#list.replaceChildren(
      ...this.#choices.map(({ text }, index) => {
        const option = document.createElement('li');
        option.id = `${this.#list.id}-${index}`;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        option.textContent = text;
        // The field must not lose the focus before the press has done its work.
        option.addEventListener('pointerdown', (event) => event.preventDefault());
        option.addEventListener('click', () => this.choose(index));
        return option;
      }),
    );
    this.#list.hidden = this.#choices.length === 0;
    this.input.setAttribute('aria-expanded', String(this.isOpen));
    const count = this.#choices.length;
    this.#status.textContent =
      count === 0 ? 'Nothing found' : `${count} ${count === 1 ? 'suggestion' : 'suggestions'}`;
  }

  close(): void {
    this.#list.hidden = true;
    this.#at = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  move(step: number): void {
    const count = this.#choices.length;
    this.#at = this.#at === -1 && step < 0 ? count - 1 : (this.#at + step + count) % count;
    for (const [index, option] of [...this.#list.children].entries()) {
      option.setAttribute('aria-selected', String(index === this.#at));
      if (index !== this.#at) continue;
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Takes the marked suggestion, if one is. */
  take(): boolean {
    if (!this.isOpen || this.#at === -1) return false;
    this.choose(this.#at);
    return true;
  }

  choose(index: number): void {
    const choice = this.#choices[index];
    if (!choice) return;
    this.input.value = this.input.dataset.suggestFill === 'value' ? choice.value : choice.text;
    if (this.chosen) this.chosen.value = choice.value;
    this.close();
    this.input.focus();
  }
}

function startCombobox(input: HTMLInputElement): void {
  const chosen =
    input.form?.querySelector<HTMLInputElement>(`input[type=hidden][name="${input.dataset.chosen ?? ''}"]`) ??
    null;
  const suggestions = new Suggestions(input, chosen);
  keepThroughRefresh(input, input.id);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-controls', `${input.id}-options`);
  input.autocomplete = 'off';
  let timer: number | undefined;
  const onInput = () => {
    // What was chosen is not what is typed now.
    if (chosen) chosen.value = '';
    clearTimeout(timer);
    timer = window.setTimeout(() => void suggestions.ask(input.value), pauseMs);
  };
  input.addEventListener('input', onInput);
  input.addEventListener('keydown', (event) => onKey(event, suggestions));
  input.addEventListener('blur', () => suggestions.close());
  // Someone quick has typed before this script was there.
  if (input === document.activeElement && input.value !== input.defaultValue) onInput();
}

function onKey(event: KeyboardEvent, suggestions: Suggestions): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined && suggestions.isOpen) suggestions.move(step);
  else if (event.key === 'Enter' && suggestions.take()) {
    // The first Enter takes the suggestion, the next one sends the form.
  } else if (event.key === 'Escape' && suggestions.isOpen) suggestions.close();
  else return;
  event.preventDefault();
}
