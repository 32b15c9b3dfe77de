import { createHash, createHmac } from 'node:crypto';
import type { Liquid } from 'liquidjs';
import { readNumber } from './number.ts';
import { escapeHtml, printValue, toLiquidJson } from './text.ts';

function metafieldOf(input: unknown): { type: string; value: unknown } | undefined {
  if (typeof input !== 'object' || input === null || !('type' in input) || !('value' in input)) return undefined;
  return { type: printValue(input.type), value: input.value };
}

function metafieldText(input: unknown): string {
  const metafield = metafieldOf(input);
  if (!metafield) return '';
  const { value } = metafield;
  if (Array.isArray(value)) return value.map(printValue).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : printValue(value);
}

function addressLines(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const address = input as Record<string, unknown>;
  const lines = [
    address['name'],
    address['company'],
    address['address1'],
    address['address2'],
    `${printValue(address['zip'])} ${printValue(address['city'])}`.trim(),
    address['country'],
  ];
  return `<p>${lines
    .map(printValue)
    .filter((line) => line !== '')
    .map(escapeHtml)
    .join('<br>')}</p>`;
}

/** Shopify's filters that shape plain values: JSON, hashes, words, metafields, addresses. */
export function registerValueFilters(liquid: Liquid): void {
  liquid.registerFilter('json', (value: unknown) => toLiquidJson(value));
  for (const algorithm of ['md5', 'sha1', 'sha256']) {
    liquid.registerFilter(algorithm, (value: unknown) => createHash(algorithm).update(printValue(value)).digest('hex'));
  }
  for (const algorithm of ['sha1', 'sha256']) {
    liquid.registerFilter(`hmac_${algorithm}`, (value: unknown, key: unknown) =>
      createHmac(algorithm, printValue(key)).update(printValue(value)).digest('hex'),
    );
  }
  liquid.registerFilter('camelize', (text: unknown) =>
    printValue(text)
      .split(/[-_\s]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
  );
  liquid.registerFilter('pluralize', (count: unknown, one: unknown, other: unknown) =>
    readNumber(count).value === 1 ? one : other,
  );
  liquid.registerFilter('url_param_escape', (text: unknown) => encodeURIComponent(printValue(text)));
  liquid.registerFilter('metafield_text', metafieldText);
  liquid.registerFilter('metafield_tag', (input: unknown) => {
    const metafield = metafieldOf(input);
    return metafield
      ? `<span class="metafield-${metafield.type.replace(/[^a-z_.]/g, '')}">${escapeHtml(metafieldText(input))}</span>`
      : '';
  });
  liquid.registerFilter('format_address', addressLines);
  liquid.registerFilter('weight_with_unit', (grams: unknown, unit: unknown) =>
    typeof unit === 'string' ? `${printValue(grams)} ${unit}` : `${readNumber(grams).value / 1000} kg`,
  );
  liquid.registerFilter('default_errors', (errors: unknown) => {
    const messages = errors && typeof errors === 'object' ? (errors as Record<string, unknown>)['messages'] : undefined;
    if (!messages || typeof messages !== 'object') return '';
    const items = Object.values(messages).map((message) => `<li>${escapeHtml(printValue(message))}</li>`);
    return items.length ? `<div class="errors"><ul>${items.join('')}</ul></div>` : '';
  });
  liquid.registerFilter('placeholder_svg_tag', (_name: unknown, className: unknown) => {
    const attribute = className ? ` class="${escapeHtml(printValue(className))}"` : '';
    return `<svg${attribute} viewBox="0 0 100 100" aria-hidden="true"><rect width="100" height="100" fill="currentColor" opacity=".08"/></svg>`;
  });
  liquid.registerFilter('item_count_for_variant', (cart: unknown, variantId: unknown) => {
    const items = cart && typeof cart === 'object' ? (cart as Record<string, unknown>)['items'] : undefined;
    if (!Array.isArray(items)) return 0;
    return items
      .filter((item: Record<string, unknown>) => item['variant_id'] === variantId)
      .reduce((sum: number, item: Record<string, unknown>) => sum + readNumber(item['quantity']).value, 0);
  });
}
