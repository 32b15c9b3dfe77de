import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/small-store.ts';
import { LiquidEngine } from './engine.ts';
import { formatMoney, minorToCents } from './money.ts';
import { bindScope } from './scope.ts';
import type { RenderScope } from './scope.ts';
import { Locales } from './translate.ts';

let folder: ReturnType<typeof temporaryFolder>;
let errors: string[];

beforeEach(() => {
  errors = [];
  folder = temporaryFolder({
    'snippets/pair.liquid': '[{{ left }}{{ outside }}{{ shop.name }}]',
    'snippets/broken.liquid': '{{ 1 | divided_by: 0 }}',
    'locales/en.default.json': JSON.stringify({
      greeting: "Don't {{ name }}",
      rich_html: '<b>{{ name }}</b>',
      points: { one: '{{ count }} point', other: '{{ count }} points' },
      only_english: 'English',
    }),
    'locales/da.json': JSON.stringify({ points: { one: '{{ count }} point', other: '{{ count }} point i alt' } }),
    'locales/hu.json': JSON.stringify({ points: { other: '{{ count }} pont' } }),
  });
});
afterEach(() => folder.close());

function render(source: string, variables: object = {}, change: Partial<RenderScope> = {}): string {
  const engine = new LiquidEngine({ root: folder.path, timeZone: 'Europe/Copenhagen' });
  const locales = new Locales(`${folder.path}/locales`);
  const globals = { shop: { name: 'Nordlys' } };
  bindScope(globals, {
    host: {
      id: 'theme',
      lookUp: locales.lookUp.bind(locales),
      assetUrl: (file) => `/a/${file}`,
      assetText: () => null,
    },
    appId: null,
    locale: 'en',
    moneyFormat: '{{amount_with_comma_separator}} kr.',
    moneyWithCurrencyFormat: '{{amount_with_comma_separator}} DKK',
    currencyCode: 'DKK',
    timeZone: 'Europe/Copenhagen',
    nowMs: Date.parse('2026-11-02T23:30:00Z'),
    rootUrl: '/',
    pageNumber: 2,
    pathWithQuery: '/x?q=1',
    report: (message) => errors.push(message),
    renderSection: (name) => `<${name}>`,
    renderSectionGroup: (name) => `<<${name}>>`,
    renderBlocks: () => '',
    renderStaticBlock: () => '',
    renderBlock: () => undefined,
    ...change,
  });
  return engine.render(source, 'templates/test', globals, (message) => errors.push(message), variables);
}

describe('arithmetic', () => {
  it('divides whole numbers to a whole number, rounding down, as Ruby does', () => {
    expect(render('{{ 7 | divided_by: 2 }} {{ -7 | divided_by: 2 }} {{ 12999 | times: 1 | divided_by: 100 }}')).toBe(
      '3 -4 129',
    );
  });
  it('keeps a float a float, in literals and in results', () => {
    expect(render('{{ 7 | divided_by: 2.0 }} {{ 6 | times: 1.0 }} {{ 6 | times: 1.0 | divided_by: 4 }}')).toBe(
      '3.5 6.0 1.5',
    );
  });
  it('has no noise of binary fractions', () => {
    expect(render('{{ 0.1 | plus: 0.2 }} {{ 1.005 | times: 1000 | round }}')).toBe('0.3 1005');
  });
  it('compares a float with a whole number', () => {
    expect(render('{% assign x = 2 | times: 1.5 %}{% if x == 3 %}same{% endif %}')).toBe('same');
  });
  it('reads numbers out of text and takes nothing as zero', () => {
    expect(render('{{ "4" | plus: 3 }} {{ nothing | plus: 1 }} {{ -3 | modulo: 5 }}')).toBe('7 1 2');
  });
});

describe('money', () => {
  it.each([
    ['DKK', '{{amount_with_comma_separator}} kr.', 123450, '1.234,50 kr.'],
    ['USD', '${{amount}}', 123456700, '$1,234,567.00'],
    ['JPY', '¥{{amount_no_decimals}}', 100000, '¥1,000'],
    ['HUF', '{{amount_no_decimals_with_comma_separator}} Ft', 150000, '1.500 Ft'],
    ['CHF', 'CHF {{amount_with_apostrophe_separator}}', 123456, "CHF 1'234.56"],
    ['SEK', '{{amount_no_decimals_with_space_separator}} kr', 1234500, '12 345 kr'],
  ])('formats %s as the shop set it', (_currency, format, cents, expected) => {
    expect(formatMoney(cents, format)).toBe(expected);
  });
  it('counts hundredths whatever the digits of the currency', () => {
    expect([minorToCents(1000, 'JPY'), minorToCents(1234, 'DKK'), minorToCents(1234, 'KWD')]).toEqual([
      100000, 1234, 123,
    ]);
  });
  it('drops zeros only when there is nothing behind the comma', () => {
    expect(render('{{ 10000 | money_without_trailing_zeros }} {{ 10050 | money_without_trailing_zeros }}')).toBe(
      '100 kr. 100,50 kr.',
    );
  });
  it('writes the currency, or leaves it out, when asked', () => {
    expect(render('{{ 995 | money_with_currency }} {{ 995 | money_without_currency }} {{ nothing | money }}')).toBe(
      '9,95 DKK 9,95 ',
    );
  });
});

describe('words', () => {
  it('chooses the plural form of the language', () => {
    const source = '{{ "points" | t: count: 1 }}, {{ "points" | t: count: 5 }}';
    expect(render(source)).toBe('1 point, 5 points');
    expect(render(source, {}, { locale: 'da' })).toBe('1 point, 5 point i alt');
    expect(render(source, {}, { locale: 'hu' })).toBe('1 pont, 5 pont');
  });
  it('falls back to the default language, and says what is missing', () => {
    expect(render('{{ "only_english" | t }}', {}, { locale: 'da' })).toBe('English');
    expect(render('{{ "no.such" | t }}', {}, { locale: 'da' })).toBe('Translation missing: da.no.such');
  });
  it('escapes text, but not a key that ends in _html', () => {
    expect(render('{{ "greeting" | t: name: "<i>" }}')).toBe('Don&#39;t &lt;i&gt;');
    expect(render('{{ "rich_html" | t: name: "x" }}')).toBe('<b>x</b>');
  });
});

describe('tags', () => {
  it('isolates a snippet from variables but not from global objects', () => {
    expect(render('{% assign outside = 1 %}{% render "pair", left: 2 %}')).toBe('[2Nordlys]');
  });
  it('paginates a list and keeps the rest of its owner', () => {
    const source =
      '{% paginate c.items by 2 %}{{ c.title }}:{% for i in c.items %}{{ i }}{% endfor %} {{ paginate.current_page }}/{{ paginate.pages }} {{ paginate.next.url }}{% endpaginate %}';
    expect(render(source, { c: { title: 'T', items: [1, 2, 3, 4, 5] } })).toBe('T:34 2/3 /x?q=1&page=3');
  });
  it('writes the hidden fields of a product form', () => {
    const html = render("{% form 'product', p, class: 'f' %}in{% endform %}", { p: { id: 7 } });
    expect(html).toContain('<form method="post" action="/cart/add"');
    expect(html).toContain('class="f"');
    expect(html).toContain('name="product-id" value="7"');
  });
  it('hides schema, stylesheet and doc, and wraps style', () => {
    expect(
      render(
        '{% schema %}{ "available_if": "{{ app.metafields.a.b }}" }{% endschema %}{% stylesheet %}a { b: c }{% endstylesheet %}{% doc %}x{% enddoc %}{% style %}a{{ 1 }}{% endstyle %}',
      ),
    ).toBe('<style data-shopify>a1</style>');
  });
  it('renders sections by name', () => {
    expect(render("{% section 'header' %}{% sections 'footer-group' %}")).toBe('<header><<footer-group>>');
  });
});

describe('mistakes', () => {
  it('shows an error in its place, with file and line, and goes on', () => {
    expect(render('a\n{% render "broken" %}b')).toBe('a\nLiquid error (snippets/broken line 1): divided by 0b');
    expect(errors).toEqual(['Liquid error (snippets/broken line 1): divided by 0']);
  });
  it('names a snippet that does not exist', () => {
    expect(render('{% render "nowhere" %}')).toContain('Could not find asset snippets/nowhere.liquid');
  });
  it('shows a syntax error instead of the file', () => {
    expect(render('x {% if %}')).toMatch(/^Liquid syntax error \(templates\/test line 1\)/);
  });
});

describe('what liquidjs has and Shopify has not', () => {
  it('leaves the input of an unknown filter as it is', () => {
    expect(render('{{ "a b" | slugify }} {{ "x" | no_such_filter: 1 }}')).toBe('a b x');
  });
});

describe('dates and JSON', () => {
  it('uses the time zone of the shop and the clock of the sandbox', () => {
    expect(render("{{ 'now' | date: '%Y-%m-%d %H:%M' }}")).toBe('2026-11-03 00:30');
    expect(render("{{ '2026-11-02T23:30:00Z' | date: format: 'date' }}", {}, { locale: 'da' })).toBe(
      '3. november 2026',
    );
  });
  it('writes JSON that cannot end a script', () => {
    expect(render('{{ x | json }}', { x: { a: '</script>' } })).toBe('{"a":"\\u003c/script\\u003e"}');
  });
});
