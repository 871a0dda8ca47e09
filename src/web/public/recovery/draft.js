// What is typed into a practice's form and not sent is kept in this browser for a week, under an address that only this practice has:
// a lost network or a closed page costs nothing. It is forgotten once it is sent. The form works without this.
(() => {
  const prefix = 'allclear-form:';
  const key = prefix + location.pathname;
  const store = (work) => {
    try {
      return work(localStorage);
    } catch {
      return undefined;
    }
  };
  const form = document.querySelector('form[data-keep]');
  if (!form) {
    if (document.querySelector('[data-sent]')) store((kept) => kept.removeItem(key));
    return;
  }
  const today = Number(form.dataset.day);
  store((kept) => {
    for (const name of Object.keys(kept)) {
      if (!name.startsWith(prefix)) continue;
      const { day } = JSON.parse(kept.getItem(name) || '{}');
      if (!(day > today - 7)) kept.removeItem(name);
    }
  });
  // With its key, restored and sent again as it was, it is the same sending: the answer may have arrived although the page was lost.
  const fields = () =>
    [...form.elements].filter(
      ({ name, type }) => name && (type !== 'hidden' || name === 'key') && type !== 'submit',
    );
  const ticks = ({ type }) => type === 'radio' || type === 'checkbox';
  const nameOf = (field) => (ticks(field) ? `${field.name}=${field.value}` : field.name);
  const heldBy = (field) => (ticks(field) ? field.checked : field.value);
  const found = store((kept) => JSON.parse(kept.getItem(key) || 'null'));
  // A form that came back with faults holds what was typed last.
  if (found && form.dataset.keep === 'fresh') {
    for (const field of fields()) {
      const value = found.fields[nameOf(field)];
      if (value === undefined) continue;
      if (ticks(field)) field.checked = value;
      else field.value = value;
    }
    const notice = document.querySelector('[data-restored]');
    if (notice) notice.hidden = false;
  }
  const keep = () =>
    store((kept) =>
      kept.setItem(
        key,
        JSON.stringify({
          day: today,
          fields: Object.fromEntries(fields().map((field) => [nameOf(field), heldBy(field)])),
        }),
      ),
    );
  form.addEventListener('input', keep);
})();
