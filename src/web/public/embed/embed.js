// Keeps the status regions of a page up to date. Include it once, beside regions that are there from the start:
//   <p data-allclear="" role="status"><a href="https://status.example/">IT status</a></p>
//   <script src="https://status.example/embed.js" defer></script>
// It sets text and nothing else, needs no cookie, and leaves the link alone when anything goes wrong.
(() => {
  const base = document.currentScript.src.replace(/\/embed\.js(?:[?#].*)?$/, '');
  const pollMs = 60000;
  const regions = document.querySelectorAll('[data-allclear]');

  const addressOf = (region) => {
    const part = region.getAttribute('data-allclear');
    if (part === '') return `${base}/embed/status.json`;
    return /^(?:practices|groups)\/[\w-]+$/.test(part) ? `${base}/${part}/status.json` : undefined;
  };

  const textOf = (region) => {
    let holder = region.querySelector('[data-allclear-text]');
    if (!holder) {
      holder = document.createElement('span');
      holder.setAttribute('data-allclear-text', '');
      region.insertBefore(holder, region.firstChild);
    }
    return holder;
  };

  // A live region is read out when it changes, so it changes only when there is news.
  const say = (region, text) => {
    const holder = textOf(region);
    const next = text === '' ? '' : `${text} `;
    if (holder.textContent !== next) holder.textContent = next;
  };

  const refresh = async (region, address) => {
    try {
      const answer = await fetch(address, { credentials: 'omit', cache: 'no-cache' });
      if (!answer.ok) throw answer.status;
      const status = await answer.json();
      region.setAttribute('data-allclear-state', status.state);
      say(region, String(status.text));
      region.allclearFailures = 0;
    } catch {
      region.allclearFailures = (region.allclearFailures || 0) + 1;
      // Old news must not stand for ever.
      if (region.allclearFailures >= 3) {
        region.removeAttribute('data-allclear-state');
        say(region, '');
      }
    }
  };

  for (const region of regions) {
    const address = addressOf(region);
    if (!address) continue;
    const turn = async () => {
      if (!document.hidden) await refresh(region, address);
      setTimeout(turn, pollMs);
    };
    turn();
  }
})();
