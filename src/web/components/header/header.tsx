import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface HeaderOrganisation {
  name: string;
  /** Second line of the name. */
  split?: string | undefined;
  /** Such as "Integrated Care Board". */
  descriptor?: string | undefined;
  /** Where the name leads. Leave out to share the service's link, or for no link. */
  href?: string | undefined;
}

export interface HeaderNavigationItem {
  text: Content;
  href?: string | undefined;
  /** The page being read. */
  current?: boolean | undefined;
  /** The section being read. */
  active?: boolean | undefined;
}

export interface HeaderOptions extends CommonOptions {
  organisation?: HeaderOrganisation | undefined;
  service?: { text: string; href?: string | undefined } | undefined;
  colour?: 'white' | undefined;
  navigation?:
    | {
        items: readonly HeaderNavigationItem[];
        ariaLabel?: string | undefined;
        colour?: 'white' | undefined;
        justified?: boolean | undefined;
        /** Adds the hidden "More" button that the design system's script brings to life. */
        scripted?: boolean | undefined;
      }
    | undefined;
}

const OrganisationName: FC<{ organisation: HeaderOrganisation }> = ({ organisation }) => (
  <>
    <span class="nhsuk-header__organisation-name">
      {organisation.name}
      {organisation.split ? (
        <>
          {' '}
          <span class="nhsuk-header__organisation-name-split">{organisation.split}</span>
        </>
      ) : null}
    </span>
    {organisation.descriptor ? (
      <>
        {' '}
        <span class="nhsuk-header__organisation-name-descriptor">{organisation.descriptor}</span>
      </>
    ) : null}
  </>
);

const ServiceName: FC<{ text: string; href?: string | undefined }> = ({ text, href }) =>
  href === undefined ? (
    <span class="nhsuk-header__service-name">{text}</span>
  ) : (
    <a class="nhsuk-header__service-name" href={safeHref(href)}>
      {text}
    </a>
  );

/** The organisation and the service, in one link when both lead to the same place. */
const Names: FC<Pick<HeaderOptions, 'organisation' | 'service'>> = ({ organisation, service }) => {
  const combined =
    service?.href !== undefined && (organisation?.href === undefined || organisation.href === service.href);
  const href = combined ? service.href : organisation?.href;
  const name = organisation ? <OrganisationName organisation={organisation} /> : null;
  if (href === undefined || organisation === undefined) {
    return (
      <>
        {name}
        {service ? <ServiceName {...service} /> : null}
      </>
    );
  }
  return (
    <>
      <a class="nhsuk-header__service-logo" href={safeHref(href)}>
        {name}
        {combined && service ? [' ', <ServiceName text={service.text} />] : null}
      </a>
      {service && !combined ? <ServiceName {...service} /> : null}
    </>
  );
};

const NavigationItem: FC<{ item: HeaderNavigationItem }> = ({ item }) => {
  const here = item.current || item.active;
  // Bold stays when a reader overrides colours, so the current item is never shown by colour alone.
  const words = here ? (
    <strong class="nhsuk-header__navigation-item-current-fallback">{item.text}</strong>
  ) : (
    item.text
  );
  const ariaCurrent = here ? (item.current ? 'page' : 'true') : undefined;
  return (
    <li class={classNames('nhsuk-header__navigation-item', here && 'nhsuk-header__navigation-item--current')}>
      {item.href === undefined ? (
        <span class="nhsuk-header__navigation-text" aria-current={ariaCurrent}>
          {words}
        </span>
      ) : (
        <a class="nhsuk-header__navigation-link" href={safeHref(item.href)} aria-current={ariaCurrent}>
          {words}
        </a>
      )}
    </li>
  );
};

const MoreButton: FC = () => (
  <li class="nhsuk-header__menu" hidden>
    <button
      type="button"
      class="nhsuk-header__menu-toggle nhsuk-header__navigation-link"
      id="toggle-menu"
      aria-expanded="false"
    >
      <span class="nhsuk-u-visually-hidden">Browse </span>More
    </button>
  </li>
);

const Navigation: FC<{ navigation: NonNullable<HeaderOptions['navigation']> }> = ({ navigation }) => (
  <nav
    class={classNames(
      'nhsuk-header__navigation',
      navigation.colour === 'white' && 'nhsuk-header__navigation--white',
      navigation.justified && 'nhsuk-header__navigation--justified',
    )}
    aria-label={navigation.ariaLabel ?? 'Menu'}
  >
    <div class="nhsuk-header__navigation-container nhsuk-width-container">
      <ul class="nhsuk-header__navigation-list">
        {navigation.items.map((item) => (
          <NavigationItem item={item} />
        ))}
        {navigation.scripted ? <MoreButton /> : null}
      </ul>
    </div>
  </nav>
);

/**
 * The organisational header in words only. The NHS logo and its typeface may be used by NHS bodies alone and
 * need a licence, so neither is here.
 */
export const Header: FC<HeaderOptions> = ({ id, classes, organisation, service, colour, navigation }) => (
  <header
    class={classNames(
      'nhsuk-header',
      colour === 'white' && 'nhsuk-header--white',
      organisation && 'nhsuk-header--organisation',
      classes,
    )}
    id={id}
    data-module="nhsuk-header"
  >
    <div class="nhsuk-header__container nhsuk-width-container">
      <div class="nhsuk-header__service">
        <Names organisation={organisation} service={service} />
      </div>
    </div>
    {navigation?.items.length ? <Navigation navigation={navigation} /> : null}
  </header>
);
