import { describeSetting, settingNames } from './environment.ts';

const introduction = `# Settings

Generated from \`src/platform/config/environment.ts\`; do not edit. To write it anew:
\`npx tsx src/platform/config/write-reference.ts\`

Settings are environment variables, read once at the start. An empty one counts as not set. A wrong value, or a name
beginning \`ALLCLEAR_\` that is not listed here, stops the start, and every fault is reported at once.

| setting | default | meaning |
|---|---|---|
`;

/** The text of `docs/reference/settings.md`. */
export function settingsReference(): string {
  const lines = settingNames.map((name) => {
    const { description, secret, standard } = describeSetting(name);
    const meaning = secret ? `${description} Secret: never logged or shown.` : description;
    return `| \`${name}\` | ${standard === '' ? 'not set' : `\`${standard}\``} | ${meaning} |`;
  });
  return `${introduction}${lines.join('\n')}\n`;
}
