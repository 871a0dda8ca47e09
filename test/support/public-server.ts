import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bulletin, buildSnapshot, type Snapshot } from '#publishing';
import { loadAssets, publicHandler, renderPublicPages } from '#web';

export interface Publication {
  snapshot: Snapshot;
  bulletin: Bulletin;
}

/** Renders a bulletin into what visitors get. */
export function publicationOf(bulletin: Bulletin): Publication {
  const sources = renderPublicPages(bulletin, loadAssets());
  return { snapshot: buildSnapshot(sources, new Date(bulletin.builtAt)), bulletin };
}

export interface PublicServer {
  /** Such as `http://127.0.0.1:4321`. */
  address: string;
  show(publication: Publication | undefined): void;
  close(): Promise<void>;
}

/** Serves a publication on a free port of this machine. */
export async function startPublicServer(first?: Publication): Promise<PublicServer> {
  let current = first;
  const server = createServer(publicHandler({ current: () => current }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    show(publication) {
      current = publication;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
