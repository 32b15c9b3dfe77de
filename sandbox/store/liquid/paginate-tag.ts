import { Tag, evalToken } from 'liquidjs';
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken, ValueToken } from 'liquidjs';
import { readNumber } from './number.ts';
import { scopeOf } from './scope.ts';

/** `{% paginate collection.products by 12 %} … {% endpaginate %}`: cuts the list and offers `paginate`. */
export class PaginateTag extends Tag {
  private readonly path: string[];
  private readonly size: ValueToken;
  private readonly templates: Template[] = [];

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    const match = /^\s*([\w.]+)\s+by\s+/.exec(token.args);
    if (!match?.[1]) throw new Error("Syntax Error in tag 'paginate' - Valid syntax: paginate [collection] by number");
    this.path = match[1].split('.');
    this.tokenizer.p += match[0].length;
    const size = this.tokenizer.readValue();
    if (!size) throw new Error("Syntax Error in tag 'paginate' - Valid syntax: paginate [collection] by number");
    this.size = size;
    while (remaining.length) {
      const next = remaining.shift();
      if (!next) break;
      if ('name' in next && next.name === 'endpaginate') return;
      this.templates.push(parser.parseToken(next, remaining));
    }
    throw new Error("'paginate' tag was never closed");
  }

  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const scope = scopeOf(context);
    const all = context.getSync(this.path);
    const items: unknown[] = Array.isArray(all) ? all : [];
    const pageSize = Math.min(250, Math.max(1, readNumber(yield evalToken(this.size, context)).value));
    const pages = Math.max(1, Math.ceil(items.length / pageSize));
    const page = Math.min(scope.pageNumber, pages);
    const link = (number: number) => {
      const [path = '/', query = ''] = scope.pathWithQuery.split('?');
      const parameters = new URLSearchParams(query);
      parameters.set('page', String(number));
      return `${path}?${parameters}`;
    };
    const cut = items.slice((page - 1) * pageSize, page * pageSize);
    const paginate = {
      current_offset: (page - 1) * pageSize,
      current_page: page,
      items: items.length,
      page_param: 'page',
      page_size: pageSize,
      pages,
      previous: page > 1 ? { is_link: true, title: '« Previous', url: link(page - 1) } : null,
      next: page < pages ? { is_link: true, title: 'Next »', url: link(page + 1) } : null,
      parts: Array.from({ length: pages }, (_, index) => ({
        title: String(index + 1),
        url: link(index + 1),
        is_link: index + 1 !== page,
      })),
    };
    context.push({ paginate, ...this.shadow(context, cut) });
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    context.pop();
  }

  /** The same variable with only this page's items in it; everything else of the object stays reachable. */
  private shadow(context: Context, cut: unknown[]): Record<string, unknown> {
    const [name, ...rest] = this.path;
    if (!name) return {};
    let value: unknown = cut;
    for (let depth = rest.length; depth > 0; depth--) {
      const parent = context.getSync([name, ...rest.slice(0, depth - 1)]);
      const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Object(parent)));
      value = Object.defineProperty(copy, rest[depth - 1] ?? '', { value, enumerable: true });
    }
    return { [name]: value };
  }
}
