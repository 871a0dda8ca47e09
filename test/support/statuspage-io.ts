import { Statuspage } from 'statuspage.io';

// Runs the npm client `statuspage.io` (GPL-3.0) in a process of its own: decision 0039. Nothing else imports it.
// Given the address of a server, it prints what each method of the client came to, as JSON.

/** What a method gave back, or the status with which it was refused. */
type Answer = { value: unknown } | { refused: number | string };
type Method = (this: unknown, argument: unknown) => Promise<unknown>;

const client = new Statuspage('northmarsh');
// The only thing that is changed: without it, the client asks its maker's hosts.
client.setApiUrl(process.argv[2] ?? '');

/** Methods are found by looking, so that a new version of the client brings its new ones along. */
const methodsOf = (part: object, holder: object): [string, Method][] =>
  Object.getOwnPropertyNames(holder).flatMap((key) => {
    const value: unknown = Reflect.get(part, key);
    return typeof value === 'function' && key !== 'constructor' ? [[key, value.bind(part) as Method]] : [];
  });

const methods = methodsOf(client.api, client.api);
for (const [name, part] of Object.entries<object>({ ...client.api })) {
  if (typeof part === 'function') continue;
  const own = methodsOf(part, Object.getPrototypeOf(part) as object);
  methods.push(...own.map(([key, method]): [string, Method] => [`${name}.${key}`, method]));
}

async function answerOf(name: string, method: Method): Promise<Answer> {
  try {
    const argument = name.includes('create') ? { email: 'stranger@example.org' } : 'abcdefghijkl';
    return { value: await method(argument) };
  } catch (error) {
    const { response } = error as { response?: { status: number } };
    return { refused: response?.status ?? String(error) };
  }
}

const answers: Record<string, Answer> = {};
for (const [name, method] of methods) answers[name] = await answerOf(name, method);
process.stdout.write(JSON.stringify(answers));
