import type { FC } from 'hono/jsx';
import type { Bulletin, SupplierBulletin } from '#publishing';
import { safeHref } from '../components/index.ts';
import { sentence, when } from './words.ts';

const shownItems = 3;

const Supplier: FC<{ supplier: SupplierBulletin; asOf: string }> = ({ supplier, asOf }) => {
  const { name, url, statement, saidAt, readAt, stale, items } = supplier;
  return (
    <li>
      <strong>{name}</strong> {statement === null ? 'lists:' : `says “${statement}”`}
      {saidAt === null || statement === null ? null : `, at ${when(saidAt, asOf)} by its own clock`}
      {statement === null ? null : '. '}
      {stale ? (
        <span class="allclear-changed">
          This may be old: we have not been able to read it since {when(readAt, asOf)}.
        </span>
      ) : (
        `We read this at ${when(readAt, asOf)}. `
      )}
      <a href={safeHref(url)}>Read the page of {name}</a>
      {items.length === 0 ? null : (
        <ul class="nhsuk-list nhsuk-list--bullet">
          {items.slice(0, shownItems).map(({ title, at, url: href, state }) => (
            <li>
              {href === null ? title : <a href={safeHref(href)}>{title}</a>}
              {state === null ? null : `, ${state}`}
              {at === null ? null : `, ${when(at, asOf)}`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};

/** What suppliers say on their own pages, as theirs. Nothing is shown when no feed is read. */
export const Suppliers: FC<{ bulletin: Bulletin }> = ({ bulletin: { suppliers, asOf } }) =>
  suppliers.length === 0 ? null : (
    <>
      <h2 id="suppliers">What suppliers say</h2>
      <p>
        {sentence(
          'These are the suppliers’ own words, from their own status pages. We have not checked them',
        )}
      </p>
      <ul class="nhsuk-list">
        {suppliers.map((supplier) => (
          <Supplier supplier={supplier} asOf={asOf} />
        ))}
      </ul>
    </>
  );
