// Copies a text with one press. Without this script the text can be selected by hand, so the buttons stay hidden until now.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  const told = document.getElementById('copied');
  const bySelection = () => {
    getSelection().selectAllChildren(source);
    const done = document.execCommand('copy');
    getSelection().removeAllRanges();
    if (!done) throw new Error('not copied');
  };
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      // Only there on https, and on this machine.
      if (navigator.clipboard) await navigator.clipboard.writeText(source.textContent);
      else bySelection();
      told.textContent = `${button.dataset.name} copied.`;
      // For eyes that rest on the button, far from what is read out.
      button.firstChild.textContent = 'Copied';
    } catch {
      told.textContent = 'Your browser did not copy it. Select the text and copy it yourself.';
    }
  });
}
