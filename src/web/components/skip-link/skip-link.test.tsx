import { describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { SkipLink } from './skip-link.tsx';

describeFixtures({
  component: 'skip-link',
  compared: 3,
  total: 3,
  render: ({ context }) => <SkipLink href={option(context.href)} text={option(context.text)} />,
});
