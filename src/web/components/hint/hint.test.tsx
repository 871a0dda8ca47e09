import { callBlock, contentOf, describeFixtures } from '../../../../test/support/nhsuk-fixtures.ts';
import { Hint } from './hint.tsx';

describeFixtures({
  component: 'hint',
  compared: 3,
  total: 3,
  render: ({ context }) => <Hint text={contentOf(context) ?? callBlock} />,
});
