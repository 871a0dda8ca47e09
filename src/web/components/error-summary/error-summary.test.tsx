import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { ErrorSummary } from './error-summary.tsx';

describeFixtures({
  component: 'error-summary',
  compared: 14,
  total: 14,
  render: ({ name, context }) => (
    <ErrorSummary
      heading={contentOf(context.heading)}
      description={name.includes('call block') ? callBlock : contentOf(context.description)}
      errors={(option<{ text: string; href?: string }[]>(context.errorList) ?? []).filter(Boolean)}
      disableAutoFocus={option(context.disableAutoFocus)}
    />
  ),
});
