import { asOptions, contentOf, describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import { DoDontList } from './do-dont-list.tsx';

describeFixtures({
  component: 'do-dont-list',
  compared: 12,
  total: 12,
  render: ({ context }) => (
    <DoDontList
      heading={String(contentOf(context.heading ?? context.title))}
      headingLevel={option(asOptions(context.heading).level)}
      icon={option(context.icon) ?? 'tick'}
      prefixText={option(context.prefixText)}
      hidePrefix={option(context.hidePrefix)}
      items={(option<unknown[]>(context.items) ?? [])
        .filter(Boolean)
        .map((item) => contentOf(item) ?? contentOf(asOptions(item).item) ?? '')}
    />
  ),
});
