import type { FC } from 'hono/jsx';
import { Button } from '../components/index.ts';
import { consolePaths } from './deps.ts';

/** The codes for whoever lost their phone, shown once. */
export const RecoveryCodes: FC<{ codes: readonly string[] }> = ({ codes }) => (
  <>
    <h1>Keep your recovery codes</h1>
    <p>
      Each of these codes lets you in once when you do not have your app or your passkey. Keep them where you
      keep your passwords, or print this page. They are not shown again.
    </p>
    <ul class="nhsuk-list nhsuk-list--bullet">
      {codes.map((code) => (
        <li>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <Button text="Go to the console" href={consolePaths.now} />
  </>
);
