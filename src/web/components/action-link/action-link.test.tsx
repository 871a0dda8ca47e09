import { callBlock, contentOf, describeFixtures, usesOnly } from '../../../../test/support/nhsuk-fixtures.ts';
import { ActionLink } from './action-link.tsx';

describeFixtures({
  component: 'action-link',
  compared: 3,
  total: 7,
  // No reversed colours, and no action that submits a form.
  render: ({ context }) =>
    usesOnly(context, ['text', 'html', 'href']) ? (
      <ActionLink text={contentOf(context) ?? callBlock} href={String(context.href)} />
    ) : undefined,
});
