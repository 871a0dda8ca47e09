import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { Details } from './details.tsx';

describeFixtures({
  component: 'details',
  compared: 12,
  total: 12,
  render: ({ context }) => (
    <Details
      summary={contentOf(context.summary) ?? ''}
      open={option(context.open)}
      expander={context.classes === 'nhsuk-expander'}
    >
      {contentOf(context) ?? callBlock}
    </Details>
  ),
});
