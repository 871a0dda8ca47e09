import { describe, expect, it } from 'vitest';
import type { PageOptions } from './page.tsx';
import { documentTitle } from './page.tsx';
import { renderPage } from './render-page.tsx';

const options: PageOptions = {
  title: ['Firewalls', 'Service status', undefined, 'Invented Partnership'],
  description: 'What we know "so far" <now>',
  stylesheet: '/assets/public.abc.css',
  header: { service: { text: 'Service status', href: '/' } },
  footer: { links: [{ text: 'Accessibility statement', href: '/accessibility' }] },
  children: <h1>Firewalls</h1>,
};

describe('renderPage', () => {
  const html = renderPage(options);

  it('is a whole document in English', () => {
    expect(html).toMatch(/^<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/);
    expect(html).toContain('<title>Firewalls – Service status – Invented Partnership</title>');
  });

  it('has the landmarks, and a first link that skips to the main one', () => {
    expect(html.match(/<(header|main|footer) /g)).toEqual(['<header ', '<main ', '<footer ']);
    expect(html.indexOf('href="#maincontent"')).toBe(html.indexOf(' href=', html.indexOf('<body>')) + 1);
    expect(html).toContain('id="maincontent"');
  });

  it('asks for one other file, and runs no script', () => {
    expect(html.match(/<link rel="(?:stylesheet|preload)"/g)).toHaveLength(1);
    expect(html).toContain('<link rel="icon" href="data:image/svg+xml,');
    expect(html).not.toMatch(/<script| on[a-z]+=|<img/);
  });

  it('escapes what it is given', () => {
    expect(html).toContain('content="What we know &quot;so far&quot; &lt;now&gt;"');
    expect(renderPage({ ...options, children: '<script>alert(1)</script>' })).not.toContain('<script>');
  });

  it('links the feed, the data and the canonical address when there are any', () => {
    expect(html).not.toMatch(/canonical|alternate|robots/);
    const linked = renderPage({
      ...options,
      canonical: 'https://status.example/',
      feed: { href: '/feed.atom', title: 'Updates' },
      json: '/index.json',
      noIndex: true,
    });
    expect(linked).toContain('<link rel="canonical" href="https://status.example/"');
    expect(linked).toContain(
      '<link rel="alternate" type="application/atom+xml" href="/feed.atom" title="Updates"',
    );
    expect(linked).toContain('<link rel="alternate" type="application/json" href="/index.json"');
    expect(linked).toContain('<meta name="robots" content="noindex"');
  });
});

describe('documentTitle', () => {
  it('leaves out what is empty', () => {
    expect(documentTitle(['A', '', undefined, 'B'])).toBe('A – B');
  });
});
