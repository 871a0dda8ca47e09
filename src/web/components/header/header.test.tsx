import { describe, expect, it } from 'vitest';
import { asOptions, describeFixtures, option, usesOnly } from '../../../../test/support/nhsuk-fixtures.ts';
import type { HeaderNavigationItem } from './header.tsx';
import { Header } from './header.tsx';

/**
 * Ours has no logo, so its link needs no label beside its words; a space keeps the words apart when read aloud;
 * and the menu button never submits a form.
 */
function withoutLogo(html: string): string {
  return html
    .replace(/<svg class="nhsuk-header__logo"[\s\S]*?<\/svg>/, '')
    .replace(/ aria-label="NHS .*? homepage"/, '')
    .replace(
      '</span><span class="nhsuk-header__organisation-name-descriptor"',
      '</span> <span class="nhsuk-header__organisation-name-descriptor"',
    )
    .replace(
      '<button class="nhsuk-header__menu-toggle',
      '<button type="button" class="nhsuk-header__menu-toggle',
    );
}

describeFixtures({
  component: 'header',
  compared: 6,
  total: 58,
  expected: withoutLogo,
  // Every example with a logo alone, an account or a search needs what a header in words does not have.
  render: ({ context }) => {
    if (!usesOnly(context, ['logo', 'organisation', 'colour'])) return undefined;
    if (context.organisation === undefined) return undefined;
    const organisation = { ...asOptions(context.organisation), href: asOptions(context.logo).href };
    return <Header organisation={option(organisation)} colour={option(context.colour)} />;
  },
});

const linkAroundLogo = /<a class="nhsuk-header__service-logo"[\s\S]*?<\/a>/;

describeFixtures({
  component: 'header',
  compared: 12,
  total: 58,
  // These examples have no organisation, so what is left of the logo's link goes as well.
  expected: (html) => withoutLogo(html).replace(linkAroundLogo, ''),
  render: ({ context }) => {
    const { service, navigation, colour } = context;
    if (!usesOnly(context, ['logo', 'service', 'navigation', 'colour'])) return undefined;
    if (!(service || navigation)) return undefined;
    // A service in one link with the logo needs the logo.
    const { href } = asOptions(service);
    if (href !== undefined && asOptions(context.logo).href === undefined) return undefined;
    const items = option<HeaderNavigationItem[]>(asOptions(navigation).items)?.filter(Boolean);
    return (
      <Header
        service={option(service)}
        colour={option(colour)}
        navigation={items && { ...asOptions(navigation), items, scripted: true }}
      />
    );
  },
});

describe('Header', () => {
  it('says organisation and service in one link when both lead home', () => {
    const html = String(
      <Header
        organisation={{ name: 'Invented Partnership', descriptor: 'Integrated Care Board' }}
        service={{ text: 'Service status', href: '/' }}
      />,
    );
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html.replace(/<[^>]*>/g, '').trim()).toBe(
      'Invented Partnership Integrated Care Board Service status',
    );
    expect(html).toContain('<span class="nhsuk-header__service-name">Service status</span>');
  });

  it('has no menu button when no script will bring it to life', () => {
    const html = String(<Header navigation={{ items: [{ text: 'Updates', href: '/updates' }] }} />);
    expect(html).not.toContain('<button');
  });
});
