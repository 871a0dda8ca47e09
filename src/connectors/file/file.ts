import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Channel, messageName } from '#messages';

/** Writes each message into a file of its own instead of sending it: for rehearsals. Sent twice, it is one file. */
export function createFileSink(directory: string): Channel {
  const pathOf = (id: number, channel: string): string => join(directory, channel, `${messageName(id)}.txt`);
  return {
    name: 'file',
    atOnce: 8,
    async send(parcel) {
      const { id, channel, address, subject, body, short, url } = parcel;
      const path = pathOf(id, channel);
      const text = [
        `To: ${address}`,
        `By: ${channel}`,
        `Subject: ${subject}`,
        '',
        channel === 'sms' ? short : body,
        '',
        url ?? '',
        '',
      ];
      await mkdir(join(directory, channel), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.part`, text.join('\n'), { mode: 0o600 });
      await rename(`${path}.part`, path);
      return { kind: 'handed over', reference: path, note: 'Written to a file and not sent.' };
    },
    hasIt: (parcel) =>
      access(pathOf(parcel.id, parcel.channel)).then(
        () => ({ reference: pathOf(parcel.id, parcel.channel) }),
        () => 'no' as const,
      ),
    close: async () => undefined,
  };
}
