import { z } from 'zod';
import type { Verb } from '#platform/verbs';

/** One field of a form made from a verb's schema. */
export interface FormField {
  /** The name in the form: `title`, and `promise.metric` for what stands in an object. */
  name: string;
  label: string;
  hint: string | undefined;
  needed: boolean;
  kind: FieldKind;
  /** For `choice` and `choices`. */
  options: readonly string[];
  /** What is taken when it is left empty. */
  standard: string | undefined;
  /** Null may be chosen: 'none' for a choice, an empty field otherwise. */
  nullable: boolean;
}

export const fieldKinds = [
  'text',
  'long',
  'number',
  'instant',
  'date',
  'choice',
  'flag',
  'lines',
  'choices',
  'pairs',
  'json',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** A form: fields in the order of the schema; those of an object stand in a group that may be left empty as a whole. */
export interface FormGroup {
  /** Empty for the verb's own fields. */
  name: string;
  label: string;
  needed: boolean;
  fields: FormField[];
}

interface Property {
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Property[];
  items?: Property;
  properties?: Record<string, Property>;
  required?: readonly string[];
  additionalProperties?: unknown;
  maxLength?: number;
  default?: unknown;
}

const longerThan = 200;

/** The form of a verb, read off its own schema, so that it can never ask for anything else than the verb takes. */
export function formOf(verb: Verb): FormGroup[] {
  const schema = z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }) as Property;
  const own: FormGroup = { name: '', label: '', needed: true, fields: [] };
  const groups: FormGroup[] = [own];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const needed = schema.required?.includes(name) ?? false;
    if (property.properties)
      groups.push({ name, label: labelOf(name), needed, fields: fieldsOf(property, `${name}.`) });
    else own.fields.push(fieldOf(name, property, needed));
  }
  return groups;
}

const fieldsOf = (schema: Property, prefix: string): FormField[] =>
  Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(`${prefix}${name}`, property, schema.required?.includes(name) ?? false),
  );

function fieldOf(name: string, property: Property, needed: boolean): FormField {
  const nullable = property.anyOf?.some((each) => each.type === 'null') ?? false;
  const core = property.anyOf ? { ...mainVariant(property.anyOf), ...own(property) } : property;
  return {
    name,
    label: labelOf(name),
    hint: core.description,
    needed: needed && !nullable,
    kind: kindOf(core),
    options: (core.enum ?? core.items?.enum ?? []).map(String),
    standard:
      core.default === undefined || typeof core.default === 'object' ? undefined : String(core.default),
    nullable,
  };
}

/** What the union itself says, beside its variants. */
const own = ({ description, default: standard }: Property): Property => ({
  ...(description === undefined ? {} : { description }),
  ...(standard === undefined ? {} : { default: standard }),
});

/** The variant that a person would type: an instant rather than its parsed form, never null. */
function mainVariant(variants: readonly Property[]): Property {
  const typed = variants.flatMap((each) => (each.anyOf ? [mainVariant(each.anyOf)] : [each]));
  return (
    typed.find(({ format }) => format === 'date' || format === 'date-time') ??
    typed.find(({ type }) => type !== undefined && type !== 'null') ??
    {}
  );
}

function kindOf(property: Property): FieldKind {
  const { type, format } = property;
  if (property.enum) return 'choice';
  if (format === 'date-time') return 'instant';
  if (format === 'date') return 'date';
  if (type === 'boolean') return 'flag';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return arrayKind(property.items ?? {});
  if (type === 'object') return 'pairs';
  return (property.maxLength ?? 0) > longerThan ? 'long' : 'text';
}

function arrayKind(items: Property): FieldKind {
  if (items.enum) return 'choices';
  if (items.type === 'string') return 'lines';
  return isPair(items) ? 'pairs' : 'json';
}

const isPair = ({ properties }: Property): boolean =>
  properties !== undefined && Object.keys(properties).sort().join() === 'key,value';

/** `startedAt` becomes "Started at", `promise.windowHours` "Window hours". */
export function labelOf(name: string): string {
  const own = name.split('.').at(-1) ?? name;
  const words = own.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
  );
  const known = {
    'ods code': 'ODS code',
    'it severity': 'IT severity',
    'eprr type': 'EPRR type',
    icb: 'ICB',
    nhs: 'NHS table',
    servicenow: 'ServiceNow table',
    sites: 'Sites',
  };
  const plain = Object.entries(known).find(([key]) => key === words.toLowerCase())?.[1];
  return plain ?? words.charAt(0).toUpperCase() + words.slice(1);
}
