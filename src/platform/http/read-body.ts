import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { createGunzip, type Gunzip } from 'node:zlib';
import { AllclearError } from '../errors/index.ts';

export interface BodyLimits {
  /** For the body as sent and, when it is compressed, for what it unpacks to. */
  maxBytes: number;
}

const tooLarge = (maxBytes: number): AllclearError =>
  new AllclearError('input.too-large', `The body is larger than ${maxBytes} bytes. Nothing was changed.`, {
    remedy: 'Send it in smaller parts.',
  });

const badGzip = (cause: unknown): AllclearError =>
  new AllclearError('input.encoding', 'The body is not valid gzip. Nothing was changed.', { cause });

const cutShort = (cause: unknown): AllclearError =>
  new AllclearError('input.invalid', 'The body ended before it was complete. Nothing was changed.', {
    cause,
  });

/** A decoder for gzip, none for a plain body; any other content encoding is refused with `input.media-type`. */
function decoderOf(request: IncomingMessage): Gunzip | undefined {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return undefined;
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  throw new AllclearError('input.media-type', `The content encoding ${encoding} is not supported.`, {
    remedy: 'Send the body as it is, or as gzip.',
  });
}

/**
 * Reads a request's body, unpacking gzip. Throws `input.too-large` as soon as a limit is passed (at once when the
 * declared length does), `input.media-type`, `input.encoding` for broken gzip, and `input.invalid` when the client
 * goes away. After a refusal the rest is discarded as it comes, not kept: a client that is still sending would
 * otherwise see a broken connection in place of the answer.
 */
export async function readBody(request: IncomingMessage, { maxBytes }: BodyLimits): Promise<Buffer> {
  try {
    const decoder = decoderOf(request);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    return await collect(request, decoder, maxBytes);
  } catch (error) {
    request.resume();
    throw error;
  }
}

function collect(request: IncomingMessage, decoder: Gunzip | undefined, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let keptBytes = 0;
    let sentBytes = 0;
    const stop = (error: AllclearError): void => {
      chunks.length = 0;
      request.removeListener('data', count);
      if (decoder) request.unpipe(decoder);
      decoder?.destroy();
      reject(error);
    };
    const keep = (chunk: Buffer): void => {
      keptBytes += chunk.length;
      if (keptBytes > maxBytes) stop(tooLarge(maxBytes));
      else chunks.push(chunk);
    };
    // Empty gzip members unpack to nothing for ever, so what is sent counts too.
    const count = (chunk: Buffer): void => {
      sentBytes += chunk.length;
      if (sentBytes > maxBytes) stop(tooLarge(maxBytes));
      else if (!decoder) keep(chunk);
    };
    const finish = (): void => resolve(Buffer.concat(chunks));
    request.on('data', count);
    request.on('error', (error) => stop(cutShort(error)));
    if (!decoder) request.on('end', finish);
    else
      request
        .pipe(decoder)
        .on('data', keep)
        .on('end', finish)
        .on('error', (error) => stop(badGzip(error)));
  });
}

/** Reads a JSON body. Also throws `input.media-type` for another content type and `input.invalid` for bad JSON. */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType !== 'application/json' && !mediaType.endsWith('+json')) {
    request.resume();
    throw new AllclearError('input.media-type', 'The body has to be JSON.', {
      remedy: 'Send the header Content-Type: application/json.',
    });
  }
  return parseJson(await readBody(request, limits));
}

/** The value of a JSON text in UTF-8; throws `input.encoding` or `input.invalid`. */
export function parseJson(body: Uint8Array): unknown {
  if (!isUtf8(body))
    throw new AllclearError('input.encoding', 'The body is not valid UTF-8. Nothing was changed.');
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    // The engine's message quotes the text around the fault, which may be what must not be repeated.
    const position = error instanceof Error ? /at position \d+/.exec(error.message)?.[0] : undefined;
    throw new AllclearError(
      'input.invalid',
      `The body is not valid JSON${position ? `, ${position}` : ''}. Nothing was changed.`,
    );
  }
}
