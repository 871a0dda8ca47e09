import type { FC, PropsWithChildren } from 'hono/jsx';
import type { CommonOptions, Content, TextLink } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface FooterGroup {
  heading?: Content | undefined;
  items: readonly TextLink[];
}

export type FooterOptions = PropsWithChildren<
  CommonOptions & {
    /** Columns of links above the line: up to four in a row. */
    navigation?: readonly FooterGroup[] | undefined;
    /** Support links: accessibility statement, contact, privacy. */
    links?: readonly TextLink[] | undefined;
    /** One paragraph under the links. For anything more, pass children. */
    text?: Content | undefined;
    copyright?: Content | undefined;
  }
>;

const FooterLinks: FC<{ items: readonly TextLink[] }> = ({ items }) => (
  <ul class="nhsuk-footer__list">
    {items.map((item) => (
      <li class="nhsuk-footer__list-item">
        <a class="nhsuk-footer__list-item-link" href={safeHref(item.href)}>
          {item.text}
        </a>
      </li>
    ))}
  </ul>
);

const groupsInRow = 4;

const FooterNavigation: FC<{ groups: readonly FooterGroup[] }> = ({ groups }) => {
  const rowCount = Math.ceil(groups.length / groupsInRow);
  const rows = Array.from({ length: rowCount }, (_, row) =>
    groups.slice(row * groupsInRow, (row + 1) * groupsInRow),
  );
  return (
    <>
      {rows.map((row) => (
        <div class="nhsuk-footer__navigation nhsuk-grid-row">
          {row.map((group) => (
            <div class="nhsuk-grid-column-one-quarter">
              {group.heading === undefined ? null : (
                <h2 class="nhsuk-footer__heading nhsuk-heading-s">{group.heading}</h2>
              )}
              <FooterLinks items={group.items} />
            </div>
          ))}
        </div>
      ))}
    </>
  );
};

/** The end of every page. */
export const Footer: FC<FooterOptions> = ({ id, classes, navigation, links, text, copyright, children }) => (
  <footer class={classNames('nhsuk-footer', classes)} id={id}>
    <div class="nhsuk-width-container">
      {navigation ? <FooterNavigation groups={navigation} /> : null}
      <div class="nhsuk-footer__meta">
        {links?.length ? (
          <>
            <h2 class="nhsuk-u-visually-hidden">Support links</h2>
            <FooterLinks items={links} />
          </>
        ) : null}
        {text === undefined ? children : <p class="nhsuk-body-s">{text}</p>}
        {copyright === undefined ? null : <p class="nhsuk-body-s">{copyright}</p>}
      </div>
    </div>
  </footer>
);
