/**
 * A tick in a rounded square, ours rather than the NHS mark. Inline, so that no browser asks for
 * `/favicon.ico` and the page stays at two requests.
 */
const favicon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="4" fill="#005eb8"/>' +
  '<path d="m6 12.5 4 4 8-9" fill="none" stroke="#fff" stroke-width="3"/></svg>';

export const faviconDataUri = `data:image/svg+xml,${favicon.replace(/[#<>]/g, encodeURIComponent).replaceAll('"', "'")}`;
