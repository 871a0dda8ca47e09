/** What somebody is using keeps its state when a live screen is refreshed: text, ticks, choices, what is unfolded. */
export function startLiveGuards(): void {
  document.addEventListener('turbo:before-morph-element', (event) => {
    if (isInUse(event.target)) event.preventDefault();
  });
  document.addEventListener('turbo:before-morph-attribute', (event) => {
    const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail;
    if (attributeName === 'open' && event.target instanceof HTMLDetailsElement) event.preventDefault();
  });
  document.addEventListener('turbo:morph', tellOfNewerVersion);
  const seconds = Number(document.body.dataset.refreshSeconds);
  if (seconds > 0) setInterval(refresh, seconds * 1000);
}

/**
 * What a script put on the screen, or changed there, is not in the screen that comes with a refresh: without this it would
 * go. With an id, nothing of that screen is taken for it either.
 */
export function keepThroughRefresh<E extends HTMLElement>(element: E, id: string): E {
  element.id = id;
  element.dataset.turboPermanent = '';
  return element;
}

/** Time alone changes what a wall shows, and nothing announces that. */
function refresh(): void {
  const stream = document.createElement('turbo-stream');
  stream.setAttribute('action', 'refresh');
  document.body.append(stream);
}

function isInUse(element: EventTarget | null): boolean {
  if (element instanceof HTMLTextAreaElement)
    return element === document.activeElement || element.value !== element.defaultValue;
  if (element instanceof HTMLSelectElement)
    return (
      element === document.activeElement ||
      [...element.options].some((option) => option.selected !== option.defaultSelected)
    );
  if (!(element instanceof HTMLInputElement) || element.type === 'hidden') return false;
  if (element.type === 'checkbox' || element.type === 'radio')
    return element === document.activeElement || element.checked !== element.defaultChecked;
  return element === document.activeElement || element.value !== element.defaultValue;
}

/** The refreshed screen names the newest version of the update; the form still knows which one it began with. */
function tellOfNewerVersion(): void {
  const saved = document.querySelector<HTMLElement>('[data-saved-version]');
  const begunWith = document.querySelector<HTMLInputElement>('#begun-with');
  if (!saved || !begunWith || begunWith.value === '') return;
  const isNewer = Number(saved.dataset.savedVersion) > Number(begunWith.value);
  saved.classList.toggle('allclear-saved--newer', isNewer);
  if (isNewer && !saved.dataset.told) {
    saved.dataset.told = 'yes';
    saved.append(
      ' It was saved while you were writing. Nothing you typed is lost: when you save, you are shown both texts.',
    );
  }
}
