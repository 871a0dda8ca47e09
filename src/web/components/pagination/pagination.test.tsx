import { describeFixtures, option, usesOnly } from '../../../../test/support/nhsuk-fixtures.ts';
import type { PaginationItem } from './pagination.tsx';
import { Pagination } from './pagination.tsx';

describeFixtures({
  component: 'pagination',
  compared: 10,
  total: 11,
  // The deprecated names of options are not offered.
  render: ({ context }) =>
    usesOnly(context, ['previous', 'next', 'items']) ? (
      <Pagination
        previous={option(context.previous)}
        next={option(context.next)}
        items={option<PaginationItem[]>(context.items)?.filter(Boolean)}
      />
    ) : undefined,
});
