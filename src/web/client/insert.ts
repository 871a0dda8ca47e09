/** A sentence goes where the cursor stands, as a paragraph of its own when that is between two. */
export function startInserting(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-insert]') : null;
    const text = button?.closest('form')?.querySelector<HTMLTextAreaElement>('textarea[name=body]');
    const sentence = button?.dataset.insert;
    if (!button || !text || sentence === undefined) return;
    event.preventDefault();
    insertAt(text, sentence);
  });
}

function insertAt(text: HTMLTextAreaElement, sentence: string): void {
  const before = text.value.slice(0, text.selectionStart);
  const after = text.value.slice(text.selectionEnd);
  const lead = before === '' || /\s$/.test(before) ? '' : ' ';
  const trail = after === '' || /^\s/.test(after) ? '' : ' ';
  text.focus();
  // Unlike `value`, this can be undone with the keys that people know.
  text.setRangeText(`${lead}${sentence}${trail}`, text.selectionStart, text.selectionEnd, 'end');
  text.dispatchEvent(new Event('input', { bubbles: true }));
}
