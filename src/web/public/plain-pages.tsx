import { Column, publicPage, type View } from './layout.tsx';
import { PracticeSearch, ReportProblem } from './parts.tsx';
import { paths } from './paths.ts';

/** What is said where there is no page. */
export function notFoundPage(view: View): string {
  return publicPage(view, {
    path: paths.notFound,
    title: 'Page not found',
    description: 'There is no page at this address.',
    noIndex: true,
    children: (
      <Column>
        <h1>Page not found</h1>
        <p>Check the address for mistakes. The page may also have moved.</p>
        <p>
          <a href={paths.hub}>See all current issues</a>
        </p>
        <h2>Check your practice</h2>
        <PracticeSearch />
      </Column>
    ),
  });
}

/** How accessible the service is, after the sample statement for public bodies. Claims no more than its tests show. */
export function accessibilityPage(view: View): string {
  const { organisation, report } = view.bulletin;
  return publicPage(view, {
    path: paths.accessibility,
    title: 'Accessibility statement',
    description: `How accessible ${organisation.serviceName} is, and how to report a problem with it.`,
    trail: [],
    children: (
      <Column>
        <h1>Accessibility statement</h1>
        <p>
          This statement is about {organisation.serviceName}, run by {organisation.name}. We want as many
          people as possible to be able to use it. You should be able to:
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
          <li>zoom in up to 400% without text going off the screen</li>
          <li>use every part of it with a keyboard only</li>
          <li>listen to it with a screen reader</li>
          <li>use it without JavaScript, and over a slow connection</li>
          <li>understand every state without seeing colours</li>
          <li>print it</li>
        </ul>
        <h2>How accessible it is</h2>
        <p>
          It is built to meet the Web Content Accessibility Guidelines version 2.2, level AA. We know of no
          part that does not meet them. Feeds and data files are made for machines. Each of them says the same
          as a page.
        </p>
        <h2>How we tested it</h2>
        <p>
          Every kind of page is tested automatically before each release, with axe-core, on a narrow and on a
          wide screen. Keyboard use and text size are tested too. Automatic tests do not find every problem.
          No people with disabilities have tested it yet.
        </p>
        <h2>Report an accessibility problem</h2>
        <p>Tell us if something does not work for you, or if you need it in another format.</p>
        <ReportProblem report={report} />
        <h2>Enforcement</h2>
        <p>
          The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile
          Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with our answer,{' '}
          <a href="https://www.equalityadvisoryservice.com/">
            contact the Equality Advisory and Support Service
          </a>
          .
        </p>
      </Column>
    ),
  });
}
