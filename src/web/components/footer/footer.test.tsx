import {
  asOptions,
  callBlock,
  contentOf,
  describeFixtures,
  option,
  usesOnly,
} from '../../../../test/support/nhsuk-fixtures.ts';
import type { FooterGroup } from './footer.tsx';
import { Footer } from './footer.tsx';

function toGroup(value: unknown): FooterGroup {
  const { heading, items } = asOptions(value);
  return { heading: contentOf(heading), items: (option<FooterGroup['items']>(items) ?? []).filter(Boolean) };
}

describeFixtures({
  component: 'footer',
  compared: 17,
  total: 18,
  render: ({ name, context }) => {
    const { meta, navigation, copyright } = context;
    const groups = navigation === undefined ? undefined : [navigation].flat();
    // Own widths, and words among the columns of links, are not offered.
    if (!(groups ?? []).every((group) => usesOnly(group, ['heading', 'items']))) return undefined;
    const metaOptions = asOptions(meta);
    return (
      <Footer
        navigation={groups?.map(toGroup)}
        links={option(metaOptions.items)}
        text={typeof meta === 'string' ? meta : option(metaOptions.text)}
        // The macro falls back to NHS England's name; we never do.
        copyright={contentOf(copyright) === '' ? undefined : (contentOf(copyright) ?? '© NHS England')}
      >
        {name.includes('call block') ? callBlock : contentOf(meta)}
      </Footer>
    );
  },
});
