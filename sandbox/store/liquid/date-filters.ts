import { filters as builtIn } from 'liquidjs';
import type { Liquid } from 'liquidjs';
import { scopeOf } from './scope.ts';
import { htmlAttributes, namedArguments, printValue } from './text.ts';

// The formats that every Shopify theme has without defining them.
const namedFormats: Record<string, Intl.DateTimeFormatOptions> = {
  abbreviated_date: { day: 'numeric', month: 'short', year: 'numeric' },
  basic: { day: '2-digit', month: '2-digit', year: 'numeric' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  date_at_time: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  default: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  on_date: { day: 'numeric', month: 'short', year: 'numeric' },
};

function toInstant(input: unknown, nowMs: number): unknown {
  return input === 'now' || input === 'today' ? new Date(nowMs) : input;
}

/** `date` and `time_tag`, in the shop's time zone and by the sandbox's clock. */
export function registerDateFilters(liquid: Liquid): void {
  const strftime = builtIn['date'];
  const handler = typeof strftime === 'function' ? strftime : strftime?.handler;
  liquid.registerFilter('date', function (input: unknown, ...args: unknown[]) {
    const scope = scopeOf(this.context);
    const instant = toInstant(input, scope.nowMs);
    if (instant === null || instant === undefined || instant === '') return instant;
    const name = namedArguments(args)['format'];
    const options = typeof name === 'string' ? namedFormats[name] : undefined;
    if (options) {
      const date = instant instanceof Date ? instant : new Date(printValue(instant));
      if (Number.isNaN(date.getTime())) return input;
      return new Intl.DateTimeFormat(scope.locale, { ...options, timeZone: scope.timeZone }).format(date);
    }
    const format = args.find((arg) => typeof arg === 'string');
    return handler?.call(this, instant, format);
  });
  liquid.registerFilter('time_tag', function (input: unknown, ...args: unknown[]) {
    const scope = scopeOf(this.context);
    const date = new Date(printValue(toInstant(input, scope.nowMs)));
    if (Number.isNaN(date.getTime())) return '';
    const { format, ...attributes } = namedArguments(args);
    const options = namedFormats[printValue(format) || 'default'] ?? namedFormats['default'];
    const words = new Intl.DateTimeFormat(scope.locale, { ...options, timeZone: scope.timeZone }).format(date);
    return `<time datetime="${date.toISOString()}"${htmlAttributes(attributes)}>${words}</time>`;
  });
}
