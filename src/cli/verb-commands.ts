import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { AllclearError } from '#platform/errors';
import { runVerb, type Verb } from '#platform/verbs';
import type { CliDependencies, CliSession } from './dependencies.ts';
import { type CommonOptions, inSession, withCommonOptions } from './output.ts';

interface Property {
  type?: string;
  description?: string;
  enum?: readonly unknown[];
  items?: { type?: string };
}

/**
 * Commands made from the table of verbs: `incident.declare {title}` becomes `allclear incident declare --title …`. The
 * options are read off the verb's own schema, so a command can never differ from the HTTP route.
 */
export function addVerbCommands(program: Command, dependencies: CliDependencies): void {
  for (const verb of dependencies.verbs) {
    const [group = verb.name, action = verb.name] = verb.name.split('.');
    const parent = program.commands.find((command) => command.name() === group) ?? newGroup(program, group);
    // `estate import FILE` and its like take a file where the verb takes its text: the command line has its own.
    if (parent.commands.some((command) => command.name() === action)) continue;
    parent.addCommand(verbCommand(verb, action, dependencies));
  }
}

function newGroup(program: Command, name: string): Command {
  const group = new Command(name).description(`Work on: ${name}`);
  program.addCommand(group);
  return group;
}

function verbCommand(verb: Verb, action: string, dependencies: CliDependencies): Command {
  const schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' });
  const properties = (schema.properties ?? {}) as Record<string, Property>;
  const requiredNames = new Set(schema.required ?? []);
  const command = withCommonOptions(new Command(action).description(verb.summary));
  for (const [name, property] of Object.entries(properties)) {
    command.addOption(optionFor(name, property, requiredNames.has(name)));
  }
  command.action(async (given: Record<string, unknown> & CommonOptions) => {
    const input = await inputFrom(given, properties);
    await inSession(dependencies, given, (session) =>
      verb.long
        ? runLong(dependencies, session, verb, input)
        : runVerb(dependencies.verbs, session.context, verb.name, input),
    );
  });
  return command;
}

/** Long work tells how it goes on beside its result, and is called off with Ctrl-C. */
async function runLong(
  dependencies: CliDependencies,
  { context }: CliSession,
  verb: Verb,
  input: Record<string, unknown>,
): Promise<unknown> {
  const controller = new AbortController();
  const leave = dependencies.onInterrupt(() => controller.abort());
  const onProgress = (text: string): void => dependencies.writeError(`${text}\n`);
  try {
    const long = { onProgress, signal: controller.signal };
    return await runVerb(dependencies.verbs, { ...context, long }, verb.name, input);
  } finally {
    leave();
  }
}

const flagName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function optionFor(name: string, property: Property, mandatory: boolean): Option {
  const flag = flagName(name);
  const value = property.type === 'boolean' ? '' : property.type === 'array' ? ' <values...>' : ' <value>';
  const choices = property.enum ? ` (${property.enum.join(', ')})` : '';
  const option = new Option(`--${flag}${value}`, `${property.description ?? ''}${choices}`.trim());
  return mandatory && property.type !== 'boolean' ? option.makeOptionMandatory() : option;
}

/** Turns option strings into the types of the schema. `@file` reads a value from a file. */
async function inputFrom(
  given: Record<string, unknown>,
  properties: Record<string, Property>,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = given[name];
    if (value === undefined) continue;
    input[name] = await convert(name, value, property);
  }
  return input;
}

async function convert(name: string, value: unknown, property: Property): Promise<unknown> {
  if (Array.isArray(value)) {
    const item: Property = property.items?.type === undefined ? {} : { type: property.items.type };
    return Promise.all(value.map((each) => convert(name, each, item)));
  }
  if (typeof value !== 'string') return value;
  const text = value.startsWith('@') ? await readOptionFile(name, value.slice(1)) : value;
  if (property.type === 'string') return text;
  if (property.type === 'number' || property.type === 'integer') {
    const number = Number(text);
    if (text.trim() === '' || Number.isNaN(number))
      throw new AllclearError('input.invalid', `--${flagName(name)} needs a number, not "${text}".`);
    return number;
  }
  return /^[[{]/.test(text.trim()) ? parseJsonOption(name, text) : text;
}

async function readOptionFile(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AllclearError('not-found', `The file ${file} of --${flagName(name)} cannot be read.`, {
      cause: error,
    });
  }
}

function parseJsonOption(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AllclearError('input.invalid', `--${flagName(name)} is not valid JSON: ${String(error)}`);
  }
}
