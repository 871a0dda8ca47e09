import { allRoles, type Permissions } from '#platform/auth';

const head = `# Permissions

Read off the program by \`npx tsx src/app/write-reference.ts\`: every action is asked by an actor of each role and says whether
it refuses. Do not edit. The rules themselves are sentences in each domain's \`policy.ts\`. What depends on more than the role (nobody
approves an update they wrote, or advice they proposed) is refused by the action itself.

Administrators do not pass by rank: they do what the tables say, no more.
`;

/** The text of `docs/reference/permissions.md`: the rules as sentences with their actions, then each role with its actions. */
export function permissionsReference(permissions: Permissions): string {
  const all = [...permissions.values()];
  const bySentence = [...Map.groupBy(all, ({ sentence }) => sentence)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rules = bySentence.map(
    ([sentence, members]) => `| ${sentence} | ${members.map(({ verb }) => `\`${verb}\``).join(', ')} |`,
  );
  const roles = allRoles.map((role) => {
    const verbs = all
      .filter((permission) => permission.roles.includes(role))
      .map(({ verb }) => `\`${verb}\``);
    return `## ${role}\n\n${verbs.join(', ')}\n`;
  });
  return `${head}\n| rule | actions |\n|---|---|\n${rules.join('\n')}\n\n${roles.join('\n')}`;
}
