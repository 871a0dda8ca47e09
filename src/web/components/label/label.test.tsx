import { callBlock, describeFixtures } from '../../../../test/support/nhsuk-fixtures.ts';
import { labelOptions } from '../test-support.ts';
import { Label } from './label.tsx';

describeFixtures({
  component: 'label',
  compared: 18,
  total: 31,
  // Captions are not offered, nor a class that overrides the size.
  render: ({ context }) => {
    const options = labelOptions(context);
    return options && <Label {...options} text={options.text === '' ? callBlock : options.text} />;
  },
});
