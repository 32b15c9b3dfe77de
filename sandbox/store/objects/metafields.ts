import { Drop } from 'liquidjs';
import type { Context } from 'liquidjs';
import type { World } from '#sandbox/world/world.ts';
import type { MetafieldOwner } from '#sandbox/world/types.ts';
import { parseMinor } from '#sandbox/world/money.ts';
import { currencyObject } from '../liquid/currency-formats.ts';
import { minorToCents } from '../liquid/money.ts';
import { LiquidMoney } from '../liquid/number.ts';
import { scopeOf } from '../liquid/scope.ts';

/** A metafield's value in Liquid, by its type. JSON that does not parse stays text. */
function readValue(type: string, value: string): unknown {
  switch (type) {
    case 'boolean':
      return value === 'true';
    case 'number_integer':
    case 'number_decimal':
      return Number(value);
    case 'json':
    case 'dimension':
    case 'volume':
    case 'weight':
    case 'rating':
      return parseJson(value);
    default:
      return type.startsWith('list.') ? parseJson(value) : value;
  }
}

/** Money of the shop in the visitor's currency. Source: shopify.dev, Liquid's `money` object. */
function moneyValue(world: World, value: string, currencyCode: string): unknown {
  const { amount, currency_code: ownCode } = JSON.parse(value) as { amount: string; currency_code: string };
  const shopMinor = parseMinor(amount, ownCode);
  if (shopMinor === null) return null;
  const minor = world.shop.toPresentmentMinor(shopMinor, currencyCode);
  return new LiquidMoney(minorToCents(minor, currencyCode), currencyObject(currencyCode));
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

class MetafieldNamespace extends Drop {
  readonly #world: World;
  readonly #owner: MetafieldOwner;
  readonly #namespace: string;
  constructor(world: World, owner: MetafieldOwner, namespace: string) {
    super();
    this.#world = world;
    this.#owner = owner;
    this.#namespace = namespace;
  }
  override liquidMethodMissing(key: string | number, context: Context): unknown {
    const { appId } = scopeOf(context);
    // `$app` means "of the app that is asking": only its own extension may write it, and the theme has no such app.
    if (this.#namespace.startsWith('$app') && appId === null) return undefined;
    const metafield = this.#world.metafields.get(appId, this.#owner, this.#namespace, String(key));
    if (!metafield) return undefined;
    return {
      type: metafield.type,
      value:
        metafield.type === 'money'
          ? moneyValue(this.#world, metafield.value, scopeOf(context).currencyCode)
          : readValue(metafield.type, metafield.value),
      'list?': metafield.type.startsWith('list.'),
    };
  }
}

/** `customer.metafields["$app:regulars"].member.value`: looked up when asked for, for the app that asks. */
export class Metafields extends Drop {
  readonly #world: World;
  readonly #owner: MetafieldOwner;
  constructor(world: World, owner: MetafieldOwner) {
    super();
    this.#world = world;
    this.#owner = owner;
  }
  override liquidMethodMissing(namespace: string | number): MetafieldNamespace {
    return new MetafieldNamespace(this.#world, this.#owner, String(namespace));
  }
  toJSON(): object {
    return {};
  }
}
