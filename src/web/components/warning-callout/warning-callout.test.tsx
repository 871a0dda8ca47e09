import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { WarningCallout } from './warning-callout.tsx';

describeFixtures({
  component: 'warning-callout',
  compared: 5,
  total: 6,
  // A callout without a heading is not offered.
  render: ({ context }) =>
    context.heading === undefined ? undefined : (
      <WarningCallout heading={String(contentOf(context.heading))} text={option(context.text)}>
        {contentOf(context) ?? callBlock}
      </WarningCallout>
    ),
});
