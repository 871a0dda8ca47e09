import type { FC } from 'hono/jsx';
import { Button, Details, Input } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { FormToken } from './shell.tsx';

type Use = 'sign-in' | 'factor' | 'add';

const buttons: Record<Use, string> = {
  'sign-in': 'Sign in with a passkey',
  factor: 'Use a passkey',
  add: 'Add a passkey',
};

/**
 * A form that a passkey fills in. Without JavaScript it stays hidden, and a note says what can be done in its place;
 * the script of the page shows it.
 */
export const PasskeyForm: FC<{ use: Use; csrf: string; back?: string; without: string }> = ({
  use,
  csrf,
  back,
  without,
}) => (
  <>
    <form
      method="post"
      action={`${consolePaths.passkey}/${use}`}
      data-passkey={use}
      data-turbo="false"
      hidden
    >
      <FormToken csrf={csrf} />
      <input type="hidden" name="response" value="" />
      {back === undefined ? null : <input type="hidden" name="back" value={back} />}
      {use === 'add' ? (
        <Input
          name="name"
          id="passkey-name"
          label="Name of the passkey"
          hint="So that you know it again: where it is kept, such as 'My phone'"
          value="My passkey"
          width={30}
          autocomplete="off"
        />
      ) : null}
      <Button text={buttons[use]} variant="secondary" />
      <p class="nhsuk-error-message" data-passkey-problem role="alert" />
    </form>
    <p data-passkey-without>{without}</p>
  </>
);

/** Where passkeys cannot work, and why. */
export const NoPasskeysHere: FC = () => (
  <Details summary="Why there are no passkeys here">
    <p>
      Browsers use passkeys only where the address begins with https. Whoever runs this service sets it with
      ALLCLEAR_PUBLIC_URL.
    </p>
  </Details>
);
