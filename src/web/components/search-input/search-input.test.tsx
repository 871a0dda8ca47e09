import { contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { labelOptions } from '../test-support.ts';
import { SearchInput } from './search-input.tsx';

describeFixtures({
  component: 'search-input',
  compared: 26,
  total: 26,
  render: ({ context }) => {
    const { label, hint, errorMessage, prefix, button, ...rest } = context;
    return (
      <SearchInput
        {...rest}
        name={String(rest.name)}
        label={labelOptions(label) ?? ''}
        hint={contentOf(hint)}
        errorMessage={errorMessage === true ? true : contentOf(errorMessage)}
        prefix={contentOf(prefix)}
        button={option(button)}
      />
    );
  },
});
