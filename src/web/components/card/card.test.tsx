import {
  asOptions,
  callBlock,
  contentOf,
  describeFixtures,
  option,
  usesOnly,
} from '../../../../test/support/nhsuk-fixtures.ts';
import { Card } from './card.tsx';

const ours = ['feature', 'primary', 'secondary', 'warning'];

describeFixtures({
  component: 'card',
  compared: 31,
  total: 50,
  // Care cards, images and actions in the heading are not offered.
  render: ({ context }) => {
    const { heading, variant, description } = context;
    const headingNames = ['text', 'id', 'level', 'size'];
    if (!usesOnly(context, ['heading', 'href', 'clickable', 'variant', 'description'])) return undefined;
    if (!(variant === undefined || ours.includes(String(variant)))) return undefined;
    if (typeof heading === 'object' && !usesOnly(heading, headingNames)) return undefined;
    const text = typeof description === 'string' ? description : option<string>(asOptions(description).text);
    return (
      <Card
        heading={option(heading)}
        href={option(context.href)}
        clickable={option(context.clickable)}
        variant={option(variant)}
        text={text}
      >
        {contentOf(description) ?? callBlock}
      </Card>
    );
  },
});
