import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { InsetText } from './inset-text.tsx';

describeFixtures({
  component: 'inset-text',
  compared: 3,
  total: 3,
  render: ({ context }) => (
    <InsetText text={option(context.text)}>{contentOf(context) ?? callBlock}</InsetText>
  ),
});
