import { callBlock, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { Tag } from './tag.tsx';

describeFixtures({
  component: 'tag',
  compared: 27,
  total: 28,
  render: ({ context }) =>
    // Our colour is an option; a class does not override it.
    context.classes && context.colour ? undefined : (
      <Tag
        text={contentOf(context) ?? callBlock}
        colour={option(context.colour)}
        border={option(context.border)}
        classes={option(context.classes)}
      />
    ),
});
