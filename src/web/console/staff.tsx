import type { Staff } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { Button, Table } from '../components/index.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

/** Who may sign in, and what an administrator can do about it. */
export function mountStaff(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.staff, async (request) => {
    const staff = (await runVerb(options.verbs, deps.contextFor(request), 'staff.list', {})) as Staff[];
    return deps.page(request, { title: 'Staff', content: staffScreen(staff) });
  });
}

const actionsOn = (person: Staff) => {
  if (person.email === null) return 'Used once; cannot come back';
  const fields = { email: person.email };
  const actions: [text: string, verb: string][] = person.disabledAt
    ? [['Give access back', 'staff.enable']]
    : [
        ['Change roles', 'staff.roles'],
        ['New password link', 'staff.new-password'],
        ['Sign out everywhere', 'staff.end-sessions'],
        ['End access', 'staff.disable'],
      ];
  return (
    <ul class="allclear-actions">
      {actions.map(([text, verb]) => (
        <li>
          <a href={consolePaths.verb(verb, fields, consolePaths.staff)}>
            {text}
            <span class="nhsuk-u-visually-hidden"> for {person.name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
};

const rolesOf = ({ roles, groupRoles }: Staff): string =>
  [roles.join(', '), groupRoles.length > 0 ? `by group: ${groupRoles.join(', ')}` : '']
    .filter((part) => part !== '')
    .join('; ');

function waysIn({ hasPassword, hasApp, passkeys, identities }: Staff): string {
  const ways = [
    hasPassword && 'password',
    hasApp && 'authenticator app',
    passkeys > 0 && (passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`),
    identities.length > 0 && 'identity provider',
  ];
  return ways.filter((way) => way !== false).join(', ') || 'nothing yet';
}

const staffScreen = (staff: readonly Staff[]) => (
  <>
    <h1>Staff</h1>
    <Button text="Invite a person" href={consolePaths.verb('staff.invite', {}, consolePaths.staff)} />
    <Table
      caption="Who may sign in"
      responsive
      head={['Name', 'Email', 'Roles', 'Signs in with', 'Actions']}
      rows={staff.map((person) => [
        `${person.name}${person.disabledAt ? ' (no access)' : ''}`,
        person.email ?? 'None',
        rolesOf(person),
        waysIn(person),
        actionsOn(person),
      ])}
    />
  </>
);
