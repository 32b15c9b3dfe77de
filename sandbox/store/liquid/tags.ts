import { Hash, RenderTag, Tag, Value, evalToken } from 'liquidjs';
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken, ValueToken } from 'liquidjs';
import { FormTag } from './form-tag.ts';
import { PaginateTag } from './paginate-tag.ts';
import { scopeOf } from './scope.ts';

/** Swallows everything up to its end tag without reading it: `schema`, `stylesheet`, `javascript`, `doc`. */
class SilentTag extends Tag {
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    while (remaining.length) {
      const next = remaining.shift();
      if (next && 'name' in next && next.name === `end${token.name}`) return;
    }
    throw new Error(`'${token.name}' tag was never closed`);
  }
  override render(): void {
    // What stands inside is read when the file is loaded, not when it is rendered.
  }
}

/** `{% style %}`: Liquid inside, a style element around. */
class StyleTag extends Tag {
  private readonly templates: Template[] = [];
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    while (remaining.length) {
      const next = remaining.shift();
      if (!next) break;
      if ('name' in next && next.name === 'endstyle') return;
      this.templates.push(parser.parseToken(next, remaining));
    }
    throw new Error("'style' tag was never closed");
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    emitter.write('<style data-shopify>');
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    emitter.write('</style>');
  }
}

/** One quoted or variable argument, then named ones. */
abstract class NamedTag extends Tag {
  protected readonly first: ValueToken | undefined;
  protected readonly hash: Hash;
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    this.first = this.tokenizer.readValue();
    this.tokenizer.skipBlank();
    if (this.tokenizer.peek() === ',') this.tokenizer.advance();
    this.hash = new Hash(this.tokenizer);
  }
  protected *readName(context: Context): Generator<unknown, string, unknown> {
    return this.first ? String(yield evalToken(this.first, context)) : '';
  }
}

class SectionTag extends NamedTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const name = (yield this.readName(context)) as string;
    emitter.write(scopeOf(context).renderSection(name));
  }
}

class SectionsTag extends NamedTag {
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const name = (yield this.readName(context)) as string;
    emitter.write(scopeOf(context).renderSectionGroup(name));
  }
}

/** `{% layout none %}`, `{% layout 'name' %}`: answers of an app proxy use it. */
class LayoutTag extends NamedTag {
  override *render(context: Context): Generator<unknown, void, unknown> {
    const isNone = this.first?.getText() === 'none';
    scopeOf(context).layout = isNone ? null : ((yield this.readName(context)) as string);
  }
}

/** `{% content_for 'blocks' %}`, and `{% content_for 'block', type: 'x', id: 'y', closest.product: product %}`. */
class ContentForTag extends NamedTag {
  private readonly closest: [string, Value][];
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    // Liquid's arguments have no dots in their names, so these are read here; they come behind the others.
    const found = token.args.matchAll(/closest\.(\w+)\s*:\s*([\w.[\]'"-]+)/g);
    this.closest = [...found].map(([, name = '', value = '']) => [name, new Value(value, liquid)]);
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const kind = (yield this.readName(context)) as string;
    if (kind === 'blocks') {
      emitter.write(scopeOf(context).renderBlocks());
      return;
    }
    if (kind !== 'block') throw new Error(`The sandbox does not implement content_for '${kind}'.`);
    const named = (yield this.hash.render(context)) as Record<string, unknown>;
    const closest: Record<string, unknown> = {};
    for (const [name, value] of this.closest) closest[name] = yield value.value(context, false);
    emitter.write(scopeOf(context).renderStaticBlock(String(named['type']), String(named['id']), closest));
  }
}

/** Shopify's `render`: a snippet by its quoted name, or `{% render block %}` for an app block. */
class StoreRenderTag extends RenderTag {
  private readonly variable: string | undefined;
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid, parser);
    this.variable = /^\s*([a-zA-Z_]\w*)\s*$/.exec(token.args)?.[1];
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    if (this.variable === undefined) {
      yield super.render(context, emitter);
      return;
    }
    const html = scopeOf(context).renderBlock(context.getSync([this.variable]));
    if (html === undefined) throw new Error(`'${this.variable}' is not a block that can be rendered`);
    emitter.write(html);
  }
}

/** A tag that Shopify refuses in a theme app extension. */
class ForbiddenTag extends Tag {
  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    throw new Error(`'${token.name}' tag is not allowed in a theme app extension`);
  }
  override render(): void {}
}

/** Shopify's own tags. `include` and `block` of liquidjs are no part of it. */
export function registerTags(liquid: Liquid, forbidden: readonly string[]): void {
  for (const name of ['schema', 'stylesheet', 'javascript', 'doc']) liquid.registerTag(name, SilentTag);
  liquid.registerTag('style', StyleTag);
  liquid.registerTag('section', SectionTag);
  liquid.registerTag('sections', SectionsTag);
  liquid.registerTag('layout', LayoutTag);
  liquid.registerTag('content_for', ContentForTag);
  liquid.registerTag('render', StoreRenderTag);
  liquid.registerTag('form', FormTag);
  liquid.registerTag('paginate', PaginateTag);
  for (const name of forbidden) liquid.registerTag(name, ForbiddenTag);
}
