import type { PropsWithChildren } from 'hono/jsx';
import type { Bulletin } from '#publishing';
import { Breadcrumb, InsetText, renderPage, type TextLink, WarningCallout } from '../components/index.ts';
import { absolute, paths } from './paths.ts';
import { staleWords, unrealWords, when } from './words.ts';

/** What every page is rendered from. */
export interface View {
  bulletin: Bulletin;
  /** Path of the style sheet. */
  stylesheet: string;
  /** Path of the script that copies texts. */
  copyScript?: string | undefined;
}

export type PublicPageOptions = PropsWithChildren<{
  path: string;
  title: string;
  description: string;
  /** From the hub down to the parent of this page; none on the hub itself. */
  trail?: readonly TextLink[];
  feed?: { href: string; title: string };
  json?: string;
  /** The one script of the page. Its address must have a policy that allows it: see `ready-file.ts`. */
  script?: string | undefined;
  /** For pages that are no address of their own, such as search results. */
  noIndex?: boolean;
}>;

const hubLink: TextLink = { text: 'Home', href: paths.hub };

/** Above everything else: whether this is real, and whether it is still true. */
const Notices = ({ bulletin }: { bulletin: Bulletin }) => {
  const stale = staleWords(bulletin);
  const unreal = unrealWords(bulletin);
  return (
    <>
      {unreal ? <InsetText text={unreal} /> : null}
      {stale ? <WarningCallout heading={stale.heading} headingLevel={2} text={stale.text} /> : null}
    </>
  );
};

/** Renders one public page: header, notices, content, footer with the age of the figures. */
export function publicPage({ bulletin, stylesheet }: View, options: PublicPageOptions): string {
  const { name, serviceName } = bulletin.organisation;
  const { path, title, trail } = options;
  const navigation = [
    { text: 'Current issues', href: paths.hub, current: path === paths.hub },
    {
      text: 'Check your practice',
      href: paths.practices,
      current: path === paths.practices,
      active: path.startsWith(`${paths.practices}/`),
    },
  ];
  return renderPage({
    title: [title, serviceName === title ? undefined : serviceName, name],
    description: options.description,
    stylesheet,
    canonical: absolute(bulletin.publicUrl, path),
    feed: options.feed ?? { href: paths.feed, title: `${serviceName}: all updates` },
    json: options.json,
    script: options.script,
    noIndex: options.noIndex || unrealWords(bulletin) !== null,
    header: {
      organisation: { name },
      service: { text: serviceName, href: paths.hub },
      navigation: { items: navigation },
    },
    footer: {
      links: [
        { text: 'Get updates by email or text', href: paths.subscribe },
        { text: 'Updates feed (Atom)', href: options.feed?.href ?? paths.feed },
        { text: 'This page as data (JSON)', href: options.json ?? paths.bulletin },
        { text: 'Use this information elsewhere', href: paths.elsewhere },
        { text: 'Accessibility statement', href: paths.accessibility },
      ],
      text: `Figures are as of ${when(bulletin.asOf, bulletin.asOf)}.`,
    },
    beforeContent: trail ? <Breadcrumb items={[hubLink, ...trail]} /> : undefined,
    children: (
      <>
        <Notices bulletin={bulletin} />
        {options.children}
      </>
    ),
  });
}

/** A column of text that stays readable on a wide screen. */
export const Column = ({ children }: PropsWithChildren) => (
  <div class="nhsuk-grid-row">
    <div class="nhsuk-grid-column-two-thirds">{children}</div>
  </div>
);
