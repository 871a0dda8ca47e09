// Passkeys in the browser. Forms marked data-passkey work only with this script and are hidden without it; the other
// ways to sign in are ordinary forms. It asks the server what to sign, asks the browser for the passkey, puts the
// answer into the form and sends the form as it is.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

const withBytes = (credentials) => (credentials ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

const publicKeyOf = (options) => ({
  ...options,
  challenge: toBytes(options.challenge),
  ...(options.user ? { user: { ...options.user, id: toBytes(options.user.id) } } : {}),
  ...(options.excludeCredentials ? { excludeCredentials: withBytes(options.excludeCredentials) } : {}),
  ...(options.allowCredentials ? { allowCredentials: withBytes(options.allowCredentials) } : {}),
});

/** The parts that the server reads, as text. */
const answerOf = (credential) => {
  const { response } = credential;
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: {
      ...Object.fromEntries(
        parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]),
      ),
      ...(response.getTransports ? { transports: response.getTransports() } : {}),
    },
  });
};

const askServer = async (form) => {
  const answer = await fetch(`${form.action}/options`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ csrf: form.elements.csrf.value }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message);
  return publicKeyOf(told);
};

const words = {
  NotAllowedError: 'Nothing was done: the passkey was not used in time, or the request was closed.',
  InvalidStateError: 'This device already has a passkey for your account.',
  SecurityError: 'Passkeys do not work at this address.',
};

const run = async (form) => {
  const problem = form.querySelector('[data-passkey-problem]');
  problem.textContent = '';
  try {
    const publicKey = await askServer(form);
    const credential = await (form.dataset.passkey === 'add'
      ? navigator.credentials.create({ publicKey })
      : navigator.credentials.get({ publicKey }));
    form.elements.response.value = answerOf(credential);
    form.submit();
  } catch (error) {
    problem.textContent = words[error.name] ?? error.message;
  }
};

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const note of document.querySelectorAll('[data-passkey-without]')) note.hidden = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(form);
  });
}
