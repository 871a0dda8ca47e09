import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** An authenticator in software, as far as a server can tell: one P-256 key, no attestation, a counter. */
export interface SoftPasskey {
  id: string;
  counter: number;
  /** What `navigator.credentials.create` gives for these options, as JSON. */
  register(options: { challenge: string }, more?: Answer): string;
  /** What `navigator.credentials.get` gives, as JSON; counts one use. */
  answer(options: { challenge: string }, more?: Answer): string;
  /** The same key and counter in other hands. */
  copy(): SoftPasskey;
}

/** What is other than an honest browser at the right address would send. */
export interface Answer {
  origin?: string;
  challenge?: string;
  type?: string;
  /** Whether the authenticator made sure of its owner, by a finger or a PIN. */
  verified?: boolean;
  key?: KeyObject;
  crossOrigin?: boolean;
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const base64url = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64url');

// The little of CBOR (RFC 8949) that an attestation object needs.
const head = (major: number, length: number): Buffer => {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  return length < 256
    ? Buffer.from([(major << 5) | 24, length])
    : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
};
const int = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value]);
const map = (...entries: [Buffer, Buffer][]): Buffer =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);

/** `site` is where it is used: host name and origin. */
export function softPasskey(
  site: { id: string; origin: string },
  from: { key: { privateKey: KeyObject; publicKey: KeyObject }; id: Buffer; counter: number } = {
    key: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    id: randomBytes(32),
    counter: 0,
  },
): SoftPasskey {
  const { x = '', y = '' } = from.key.publicKey.export({ format: 'jwk' });
  // A COSE key (RFC 9053): kty EC2, alg ES256, curve P-256.
  const coseKey = map(
    [int(1), int(2)],
    [int(3), int(-7)],
    [int(-1), int(1)],
    [int(-2), bytes(Buffer.from(x, 'base64url'))],
    [int(-3), bytes(Buffer.from(y, 'base64url'))],
  );
  const clientData = (type: string, challenge: string, more: Answer): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: more.type ?? type,
        challenge: more.challenge ?? challenge,
        origin: more.origin ?? site.origin,
        crossOrigin: more.crossOrigin ?? false,
      }),
    );
  const authenticatorData = (flags: number, counter: number, more: Answer): Buffer => {
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(counter);
    const verified = more.verified === false ? 0 : 0x04;
    return Buffer.concat([sha256(site.id), Buffer.from([0x01 | verified | flags]), counted]);
  };
  const shared = { id: base64url(from.id), rawId: base64url(from.id), type: 'public-key' };
  const passkey: SoftPasskey = {
    id: shared.id,
    counter: from.counter,
    register({ challenge }, more = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(from.id.length);
      const data = Buffer.concat([
        authenticatorData(0x40, passkey.counter, more),
        Buffer.alloc(16),
        length,
        from.id,
        coseKey,
      ]);
      const attestation = map(
        [text('fmt'), text('none')],
        [text('attStmt'), map()],
        [text('authData'), bytes(data)],
      );
      return JSON.stringify({
        ...shared,
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(clientData('webauthn.create', challenge, more)),
          attestationObject: base64url(attestation),
          transports: ['internal'],
        },
      });
    },
    answer({ challenge }, more = {}) {
      passkey.counter += 1;
      const client = clientData('webauthn.get', challenge, more);
      const data = authenticatorData(0, passkey.counter, more);
      const signature = sign(
        'sha256',
        Buffer.concat([data, sha256(client)]),
        more.key ?? from.key.privateKey,
      );
      return JSON.stringify({
        ...shared,
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(signature),
        },
      });
    },
    copy: () => softPasskey(site, { ...from, counter: passkey.counter }),
  };
  return passkey;
}
