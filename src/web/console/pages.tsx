import type { FC } from 'hono/jsx';
import { Pagination } from '../components/index.ts';

/** A part of a long list, for a screen that has to arrive on a failing network. */
export interface Page<T> {
  items: readonly T[];
  number: number;
  pages: number;
  /** How many stand before it. */
  before: number;
}

/** The page that an address asks for: the nearest that there is, the first when it asks for none. */
export function pageAt<T>(all: readonly T[], asked: string | undefined, size: number): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const number = Math.min(pages, Math.max(1, Math.trunc(Number(asked)) || 1));
  const before = (number - 1) * size;
  return { items: all.slice(before, before + size), number, pages, before };
}

/** Links to the pages before and after; nothing where one page holds everything. */
export const Pages: FC<{ page: Page<unknown>; path: string }> = ({ page: { number, pages }, path }) => {
  if (pages === 1) return null;
  const step = (to: number) => ({ label: `${to} of ${pages}`, href: `${path}?page=${to}` });
  return (
    <Pagination
      previous={number > 1 ? step(number - 1) : undefined}
      next={number < pages ? step(number + 1) : undefined}
    />
  );
};
