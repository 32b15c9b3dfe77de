/**
 * The Liquid of the store: liquidjs with Shopify's filters, tags and way of failing.
 * It knows no product and no world: what templates may read comes in as `globals`, and who asks as a RenderScope.
 */
import { relative } from 'node:path';
import { Liquid, LiquidError, RenderError, toValue } from 'liquidjs';
import type { Context, Emitter, Template } from 'liquidjs';
import { registerDateFilters } from './date-filters.ts';
import { registerMathFilters } from './math-filters.ts';
import { registerMoneyFilters } from './money.ts';
import { LiquidFloat } from './number.ts';
import { scopeOf } from './scope.ts';
import { registerTags } from './tags.ts';
import { escapeHtml, printValue } from './text.ts';
import { registerTranslateFilters } from './translate.ts';
import { registerPaginationFilter, registerUrlFilters } from './url-filters.ts';
import { registerValueFilters } from './value-filters.ts';

/** Filters that liquidjs adds to Liquid and Shopify does not have: there they leave their input as it is. */
const foreignFilters =
  'xml_escape cgi_escape uri_escape slugify push unshift pop shift where_exp reject_exp group_by group_by_exp has_exp ' +
  'find_index_exp find_exp sample date_to_xmlschema date_to_rfc822 date_to_string date_to_long_string squish ' +
  'normalize_whitespace number_of_words array_to_sentence_string raw jsonify to_integer inspect';

class TextEmitter implements Emitter {
  buffer = '';
  write(html: unknown): void {
    this.buffer += printValue(toValue(html));
  }
}

export interface EngineOptions {
  /** The folder of the theme or extension; snippets come from `<root>/snippets`. */
  root: string;
  /** Where snippets come from that the root does not have. */
  parentRoot?: string | undefined;
  timeZone: string;
  /** Tags that Shopify forbids here (theme app extensions may not use `section`, `javascript` ...). */
  forbiddenTags?: readonly string[];
}

/** `/x/theme/snippets/card.liquid` -> `snippets/card` */
function placeOf(file: string | undefined, root: string): string {
  if (!file) return 'template';
  const inside = file.startsWith(root) ? relative(root, file) : file;
  return inside.replace(/\.liquid$/, '');
}

/** The message as Shopify words it: `Liquid error (snippets/card line 3): divided by 0`. */
function describeError(error: unknown, root: string): string {
  if (!LiquidError.is(error)) return `Liquid error: ${error instanceof Error ? error.message : String(error)}`;
  const located = error as {
    token?: { file?: string; getPosition(): number[] };
    originalError?: unknown;
    name: string;
  };
  const original = located.originalError;
  let message = (original instanceof Error ? original.message : error instanceof Error ? error.message : String(error))
    .split('\n')[0]!
    .replace(/, file:.*$/, '')
    .replace(/, line:.*$/, '');
  const missing = /ENOENT: Failed to lookup "([^"]+)"/.exec(message);
  if (missing?.[1]) message = `Could not find asset snippets/${missing[1]}.liquid`;
  const line = located.token?.getPosition()[0] ?? 1;
  const kind =
    located.name === 'ParseError' || located.name === 'TokenizationError' ? 'Liquid syntax error' : 'Liquid error';
  return `${kind} (${placeOf(located.token?.file, root)} line ${line}): ${message}`;
}

/** One engine per folder of templates; parsed templates are kept until `forget()`. */
export class LiquidEngine {
  readonly root: string;
  private readonly liquid: Liquid;
  private readonly partials = new Map<string, Template[] | Promise<Template[]>>();
  private readonly parsed = new Map<string, { source: string; templates: Template[] }>();

  constructor(options: EngineOptions) {
    this.root = options.root;
    this.liquid = new Liquid({
      partials: [options.root, options.parentRoot].filter(Boolean).map((root) => `${root}/snippets`),
      root: [options.root],
      extname: '.liquid',
      relativeReference: false,
      timezoneOffset: options.timeZone,
      outputEscape: (value: unknown) => (value instanceof LiquidFloat ? value.toString() : value) as string,
      cache: {
        read: (key) => this.partials.get(key),
        write: (key, value) => void this.partials.set(key, value),
        remove: (key) => void this.partials.delete(key),
      },
    });
    for (const name of foreignFilters.split(' ')) delete this.liquid.filters[name];
    delete this.liquid.tags['block'];
    registerMathFilters(this.liquid);
    registerMoneyFilters(this.liquid);
    registerTranslateFilters(this.liquid);
    registerDateFilters(this.liquid);
    registerUrlFilters(this.liquid);
    registerPaginationFilter(this.liquid);
    registerValueFilters(this.liquid);
    registerTags(this.liquid, options.forbiddenTags ?? []);
    this.failInPlace();
  }

  /** Forgets parsed templates, because a file changed. */
  forget(): void {
    this.partials.clear();
    this.parsed.clear();
  }

  /**
   * Renders a source (or, without one, nothing) with `variables` on top of `globals`, which must be bound to a scope.
   * Never throws for a mistake in a template: the message stands in the output and is reported, as at Shopify.
   */
  render(
    source: string,
    file: string,
    globals: object,
    report: (message: string) => void,
    variables: object = {},
  ): string {
    let templates: Template[];
    try {
      const known = this.parsed.get(file);
      templates = known?.source === source ? known.templates : this.liquid.parse(source, file);
      this.parsed.set(file, { source, templates });
      return printValue(this.liquid.renderSync(templates, variables, { globals }));
    } catch (error) {
      const message = describeError(error, this.root);
      report(message);
      return escapeHtml(message);
    }
  }

  /** Shopify goes on after an error and leaves the message where the output would have been; liquidjs would stop. */
  private failInPlace(): void {
    const root = this.root;
    this.liquid.renderer.renderTemplates = function* (
      templates: Template[],
      context: Context,
      given?: Emitter,
    ): IterableIterator<unknown> {
      const emitter = given ?? new TextEmitter();
      for (const template of templates) {
        try {
          const html = yield template.render(context, emitter);
          if (html) emitter.write(html);
        } catch (error) {
          const message = describeError(locate(error, template), root);
          scopeOf(context).report(message);
          emitter.write(escapeHtml(message));
        }
        if (context.breakCalled || context.continueCalled) break;
      }
      return emitter.buffer;
    } as typeof this.liquid.renderer.renderTemplates;
  }
}

/** A run-time error with the token where it happened. */
function locate(error: unknown, template: Template): unknown {
  if (LiquidError.is(error)) return error;
  return new RenderError(error instanceof Error ? error : new Error(String(error)), template);
}
