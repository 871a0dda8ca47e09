import type { Parcel } from '#messages';

/** Teams refuses messages above 28 KB; the card leaves room for what it adds. */
const longestCard = 24_000;

/** The post that a Workflows webhook of Microsoft Teams takes: one Adaptive Card, within the size that it takes. */
export function teamsPost(parcel: Parcel): string {
  const make = (text: string): string =>
    JSON.stringify({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            lang: 'en',
            msteams: { width: 'Full' },
            body: [
              {
                type: 'TextBlock',
                text: plain(parcel.subject),
                size: 'Large',
                weight: 'Bolder',
                wrap: true,
                style: 'heading',
              },
              ...paragraphs(text).map((each) => ({ type: 'TextBlock', text: plain(each), wrap: true })),
            ],
            actions: [
              ...(parcel.url === null
                ? []
                : [{ type: 'Action.OpenUrl', title: 'Read this on our website', url: parcel.url }]),
              ...(parcel.unsubscribeUrl === null
                ? []
                : [{ type: 'Action.OpenUrl', title: 'Stop these messages', url: parcel.unsubscribeUrl }]),
            ],
          },
        },
      ],
    });
  let text = parcel.body;
  while (Buffer.byteLength(make(text)) > longestCard)
    text = `${text.slice(0, Math.floor(text.length * 0.8))}…`;
  return make(text);
}

const paragraphs = (text: string): string[] => text.split(/\n{2,}/).filter((each) => each.trim() !== '');

/** Text blocks read some Markdown; what people wrote is shown as they wrote it, and no link is made of it. */
const plain = (text: string): string => text.replace(/[\\`*_[\]]/g, '\\$&');
