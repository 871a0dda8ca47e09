import { describeFixtures, option, usesOnly } from '../../../../test/support/nhsuk-fixtures.ts';
import { Breadcrumb } from './breadcrumb.tsx';

describeFixtures({
  component: 'breadcrumb',
  compared: 2,
  total: 5,
  // Free attributes, the reversed colours and a back link that submits a form are not offered.
  render: ({ context }) =>
    usesOnly(context, ['items', 'backLink']) && usesOnly(context.backLink, ['text', 'href']) ? (
      <Breadcrumb items={option(context.items) ?? []} backLink={option(context.backLink)} />
    ) : undefined,
});
