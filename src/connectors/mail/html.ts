import type { Parcel } from '#messages';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const body =
  'margin:0;padding:24px;background:#ffffff;color:#212b32;font-family:Arial,sans-serif;font-size:18px;line-height:1.5';
const link = 'color:#005eb8';
const small = 'font-size:16px;color:#4c6272';

/**
 * A whole HTML mail: no image, nothing fetched, no table for its layout; readable when a mail program drops every style.
 * `html` in the parcel is already safe: it was made from Markdown by us.
 */
export function mailHtml(parcel: Parcel, organisation: string): string {
  const { subject, html, body: text, url, unsubscribeUrl } = parcel;
  const content =
    html ?? `<p>${escaped(text).replaceAll('\n\n', '</p>\n<p>').replaceAll('\n', '<br>\n')}</p>`;
  const more =
    url === null ? '' : `<p><a href="${escaped(url)}" style="${link}">Read this on our website</a></p>`;
  const stop =
    unsubscribeUrl === null
      ? ''
      : `<p style="${small}"><a href="${escaped(unsubscribeUrl)}" style="${link}">Stop getting these messages</a></p>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escaped(subject)}</title>
</head>
<body style="${body}">
<div role="main" style="max-width:640px">
<h1 style="font-size:24px;line-height:1.3;margin:0 0 16px">${escaped(subject)}</h1>
${content}
${more}
</div>
<div role="contentinfo" style="max-width:640px;border-top:1px solid #d8dde0;margin-top:24px">
<p style="${small}">${escaped(organisation)}</p>
${stop}
</div>
</body>
</html>
`;
}

/** The same as plain text, which stands first in the mail. */
export function mailText({ body: text, url, unsubscribeUrl }: Parcel, organisation: string): string {
  return [
    text,
    ...(url === null ? [] : [`Read this on our website: ${url}`]),
    `-- \n${organisation}`,
    ...(unsubscribeUrl === null ? [] : [`Stop getting these messages: ${unsubscribeUrl}`]),
  ].join('\n\n');
}
