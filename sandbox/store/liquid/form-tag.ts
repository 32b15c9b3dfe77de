import { Hash, Tag, evalToken } from 'liquidjs';
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken, ValueToken } from 'liquidjs';
import { scopeOf } from './scope.ts';
import { escapeHtml, htmlAttributes, printValue } from './text.ts';

interface FormKind {
  /** After the locale's root. */
  action: string;
  id?: string;
  multipart?: boolean;
}

// The form types of Shopify that this store answers.
const formKinds: Record<string, FormKind> = {
  product: { action: 'cart/add', multipart: true },
  cart: { action: 'cart', id: 'cart', multipart: true },
  customer_login: { action: 'account/login', id: 'customer_login' },
  create_customer: { action: 'account', id: 'create_customer' },
  customer: { action: 'contact#contact_form', id: 'contact_form' },
  contact: { action: 'contact#contact_form', id: 'ContactForm' },
  localization: { action: 'localization', id: 'localization_form', multipart: true },
};

/** `{% form 'product', product, class: 'x' %} … {% endform %}` with Shopify's hidden fields. */
export class FormTag extends Tag {
  private readonly kind: ValueToken | undefined;
  private readonly subject: ValueToken | undefined;
  private readonly hash: Hash;
  private readonly templates: Template[] = [];

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    this.kind = this.tokenizer.readValue();
    this.skipComma();
    // The second argument is the object of the form unless it is already a named attribute.
    const start = this.tokenizer.p;
    const candidate = this.tokenizer.readValue();
    this.tokenizer.skipBlank();
    if (candidate && this.tokenizer.peek() !== ':') {
      this.subject = candidate;
      this.skipComma();
    } else this.tokenizer.p = start;
    this.hash = new Hash(this.tokenizer);
    while (remaining.length) {
      const next = remaining.shift();
      if (!next) break;
      if ('name' in next && next.name === 'endform') return;
      this.templates.push(parser.parseToken(next, remaining));
    }
    throw new Error("'form' tag was never closed");
  }

  private skipComma(): void {
    this.tokenizer.skipBlank();
    if (this.tokenizer.peek() === ',') this.tokenizer.advance();
    this.tokenizer.skipBlank();
  }

  override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const type = this.kind ? printValue(yield evalToken(this.kind, context)) : '';
    const kind = formKinds[type];
    if (!kind) throw new Error(`Unknown form type '${type}'`);
    const { return_to: returnTo, ...given } = (yield this.hash.render(context)) as Record<string, unknown>;
    const subject = this.subject ? ((yield evalToken(this.subject, context)) as unknown) : undefined;
    const attributes: Record<string, unknown> = {
      method: 'post',
      action: scopeOf(context).rootUrl.replace(/\/?$/, '/') + kind.action,
      ...(kind.id ? { id: kind.id } : {}),
      'accept-charset': 'UTF-8',
      ...(kind.multipart ? { enctype: 'multipart/form-data' } : {}),
      ...given,
    };
    emitter.write(`<form${htmlAttributes(attributes)}>`);
    emitter.write(
      `<input type="hidden" name="form_type" value="${escapeHtml(type)}"><input type="hidden" name="utf8" value="✓">`,
    );
    if (returnTo) emitter.write(`<input type="hidden" name="return_to" value="${escapeHtml(printValue(returnTo))}">`);
    if (type === 'product' && subject && typeof subject === 'object' && 'id' in subject) {
      emitter.write(`<input type="hidden" name="product-id" value="${escapeHtml(printValue(subject.id))}">`);
    }
    // After the newsletter form Shopify comes back with `customer_posted=true` in the address.
    const wasPosted = type === 'customer' && /[?&]customer_posted=true\b/.test(scopeOf(context).pathWithQuery);
    context.push({ form: context.getSync(['form']) ?? { errors: null, 'posted_successfully?': wasPosted } });
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    context.pop();
    emitter.write('</form>');
  }
}
