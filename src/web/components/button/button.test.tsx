import { describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { Button } from './button.tsx';

describeFixtures({
  component: 'button',
  compared: 66,
  total: 66,
  render: ({ context }) => (
    <Button
      text={option(context.text)}
      href={option(context.href)}
      variant={option(context.variant)}
      small={option(context.small)}
      disabled={option(context.disabled)}
      icon={option(context.icon)}
      preventDoubleClick={option(context.preventDoubleClick)}
    />
  ),
});
