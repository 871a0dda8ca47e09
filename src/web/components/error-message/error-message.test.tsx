import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { ErrorMessage } from './error-message.tsx';

describeFixtures({
  component: 'error-message',
  compared: 6,
  total: 6,
  render: ({ context }) => (
    <ErrorMessage
      text={contentOf(context) ?? callBlock}
      visuallyHiddenText={option(context.visuallyHiddenText)}
    />
  ),
});
