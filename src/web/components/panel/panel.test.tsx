import {
  asOptions,
  callBlock,
  contentOf,
  describeFixtures,
  option,
} from '../../../../test/support/nhsuk-fixtures.ts';
import { Panel } from './panel.tsx';

describeFixtures({
  component: 'panel',
  compared: 14,
  total: 15,
  render: ({ context }) => {
    const heading = asOptions(context.heading);
    // The size is an option, not a class.
    if (heading.classes) return undefined;
    return (
      <Panel
        heading={contentOf(context.heading) ?? ''}
        headingId={option(heading.id)}
        headingLevel={option(heading.level)}
        size={option(heading.size)}
        variant={option(context.variant)}
      >
        {contentOf(context) ?? callBlock}
      </Panel>
    );
  },
});
