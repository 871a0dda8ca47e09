import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { BackLink } from './back-link.tsx';

describeFixtures({
  component: 'back-link',
  compared: 5,
  total: 7,
  // The reversed colours are for pages with a blue background; we have none.
  render: ({ context }) =>
    context.variant ? undefined : (
      <BackLink text={contentOf(context) ?? callBlock} href={option(context.href)} />
    ),
});
