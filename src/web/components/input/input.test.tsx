import { asOptions, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { labelOptions } from '../test-support.ts';
import { Input } from './input.tsx';

describeFixtures({
  component: 'input',
  compared: 43,
  total: 44,
  render: ({ context }) => {
    const { label, hint, errorMessage, prefix, suffix, formGroup, classes, width, ...rest } = context;
    const labelled = labelOptions(label);
    // A class that overrides the width is not offered.
    if (!labelled || (classes !== undefined && width !== undefined)) return undefined;
    return (
      <Input
        {...rest}
        name={String(rest.name)}
        label={labelled}
        classes={option(classes)}
        width={option(width)}
        hint={contentOf(hint)}
        errorMessage={errorMessage === true ? true : contentOf(errorMessage)}
        prefix={contentOf(prefix)}
        suffix={contentOf(suffix)}
        afterInput={contentOf(asOptions(formGroup).afterInput)}
      />
    );
  },
});
