/**
 * Goods that loyalty programs are made of: a membership, a subscription, services, what is drunk at the bar, a sample. Nobody
 * bought them in the past year (`popularity` 0), so the year of orders stays as it was.
 */
import type { NewProduct } from '#sandbox/world/contract.ts';
import type { SeedProduct } from './catalog-data.ts';

const picture = (file: string, alt: string): NonNullable<NewProduct['images']> => [
  { file, alt, width: 800, height: 800 },
];

export const PROGRAM_PRODUCTS: SeedProduct[] = [
  {
    title: 'Kop kaffe i baren',
    handle: 'kop-kaffe',
    descriptionHtml: '<p>Brygget, mens du ser på. Bønnerne er dem, vi ristede i går.</p>',
    productType: 'Kaffebar',
    tags: ['bar', 'drik'],
    images: picture('kop-kaffe.svg', 'Hvid kop med dampende kaffe'),
    collections: ['kaffebar'],
    popularity: 0,
    options: [{ name: 'Slags', values: ['Filter', 'Cortado', 'Latte'] }],
    variants: [
      { sku: 'KOP-FILTER', optionValues: ['Filter'], priceMinor: 3200, requiresShipping: false },
      { sku: 'KOP-CORTADO', optionValues: ['Cortado'], priceMinor: 3800, requiresShipping: false },
      { sku: 'KOP-LATTE', optionValues: ['Latte'], priceMinor: 4400, requiresShipping: false },
    ],
  },
  {
    title: 'Kanelsnurre',
    handle: 'kanelsnurre',
    descriptionHtml: '<p>Bagt i baren hver morgen, så længe lager haves.</p>',
    productType: 'Bagværk',
    tags: ['bar', 'bagværk'],
    images: picture('kanelsnurre.svg', 'Kanelsnurre med perlesukker'),
    collections: ['kaffebar'],
    popularity: 0,
    variants: [{ sku: 'KS-1', priceMinor: 3400, requiresShipping: false }],
  },
  {
    title: 'Smagsprøve, 50 g',
    handle: 'smagsproeve',
    descriptionHtml: '<p>Ugens ristning i en lille pose. Nok til tre kopper.</p>',
    productType: 'Kaffe',
    tags: ['prøvesmagning'],
    images: picture('smagsproeve.svg', 'Lille grøn kaffepose'),
    collections: ['kaffe'],
    popularity: 0,
    variants: [{ sku: 'PR-50', priceMinor: 3900, grams: 60 }],
  },
  {
    title: 'Kaffeabonnement',
    handle: 'kaffeabonnement',
    descriptionHtml: '<p>250 g friskristet kaffe i postkassen. Sæt på pause eller stop, når du vil.</p>',
    productType: 'Abonnement',
    tags: ['abonnement'],
    images: picture('abonnement.svg', 'Papkasse med kaffe, der kommer igen'),
    collections: ['kaffe'],
    popularity: 0,
    variants: [{ sku: 'AB-250', priceMinor: 10900, grams: 280 }],
    requiresSellingPlan: true,
    sellingPlans: [
      { name: 'Hver måned', interval: 'month', intervalCount: 1, discountBp: 1000 },
      { name: 'Hver anden uge', interval: 'week', intervalCount: 2, discountBp: 1000 },
    ],
  },
  {
    title: 'Klub Nordlys – et års medlemskab',
    handle: 'klub-nordlys',
    descriptionHtml: '<p>Et år med medlemspriser, fri fragt og plads til kaffesmagninger før alle andre.</p>',
    productType: 'Medlemskab',
    tags: ['medlemskab'],
    images: picture('medlemskort.svg', 'Mørkt medlemskort med en gylden stjerne'),
    collections: ['service'],
    popularity: 0,
    variants: [{ sku: 'KLUB-AAR', priceMinor: 29900, requiresShipping: false }],
    sellingPlans: [{ name: 'Fornyes hvert år', interval: 'year', intervalCount: 1, discountBp: 0 }],
  },
  {
    title: 'Cykelservice',
    handle: 'cykelservice',
    descriptionHtml: '<p>Værkstedet i gården: bremser, gear og kæde, mens du drikker kaffe. Klar samme dag.</p>',
    vendor: 'Nordlys Værksted',
    productType: 'Service',
    tags: ['service', 'cykel'],
    images: picture('cykelservice.svg', 'Cykel og skruenøgle'),
    collections: ['service'],
    popularity: 0,
    variants: [{ sku: 'CS-1', priceMinor: 49900, requiresShipping: false }],
  },
  {
    title: 'Cykellygter, sæt',
    handle: 'cykellygter',
    descriptionHtml: '<p>For og bag, oplades med USB-C og holder en hel vintermåned.</p>',
    vendor: 'Fjordlys',
    productType: 'Cykeltilbehør',
    tags: ['tilbehør', 'cykel'],
    images: picture('cykellygter.svg', 'En hvid og en rød cykellygte'),
    collections: ['service'],
    popularity: 0,
    variants: [{ sku: 'CL-2', priceMinor: 24900, grams: 140 }],
  },
  {
    title: 'Kaffekursus',
    handle: 'kaffekursus',
    descriptionHtml: '<p>To timer ved disken med vores rister. Plads til otte.</p>',
    productType: 'Kursus',
    tags: ['kursus', 'oplevelse'],
    images: picture('kaffekursus.svg', 'Tavle med bryggeråd og en kop kaffe'),
    collections: ['service'],
    popularity: 0,
    variants: [{ sku: 'KU-1', priceMinor: 39500, requiresShipping: false }],
  },
];

/** Goods of other collections that members buy at a better price. */
export const MEMBER_PRICE_HANDLES = ['fjordristet-filter', 'stentojskruset-klit', 'kaffefiltre'];
