import { describeFixtures, option } from '../../../../test/support/nhsuk-fixtures.ts';
import type { ContentsItem } from './contents-list.tsx';
import { ContentsList } from './contents-list.tsx';

describeFixtures({
  component: 'contents-list',
  compared: 4,
  total: 4,
  render: ({ context }) => (
    <ContentsList
      items={(option<ContentsItem[]>(context.items) ?? []).filter(Boolean)}
      visuallyHiddenText={option(context.visuallyHiddenText)}
    />
  ),
});
