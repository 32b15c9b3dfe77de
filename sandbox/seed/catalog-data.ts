/** The shop's goods: what "Nordlys Kaffe & Hjem" sells. Prices in øre, taxes included. */
import type { NewProduct } from '#sandbox/world/contract.ts';
import { PROGRAM_PRODUCTS } from './program-goods-data.ts';

export type CollectionHandle = 'kaffe' | 'brygudstyr' | 'bolig' | 'gavekort' | 'kaffebar' | 'service' | 'medlemspriser';

export interface SeedProduct extends NewProduct {
  collections: CollectionHandle[];
  /** How often it is bought, relative to the others. */
  popularity: number;
}

const picture = (file: string, alt: string): NonNullable<NewProduct['images']> => [
  { file, alt, width: 800, height: 800 },
];

const bags = (
  sku: string,
  prices: [small: number, medium: number, large: number],
): Pick<NewProduct, 'options' | 'variants'> => ({
  options: [{ name: 'Størrelse', values: ['250 g', '500 g', '1 kg'] }],
  variants: [
    { sku: `${sku}-250`, optionValues: ['250 g'], priceMinor: prices[0], grams: 280 },
    { sku: `${sku}-500`, optionValues: ['500 g'], priceMinor: prices[1], grams: 540 },
    { sku: `${sku}-1000`, optionValues: ['1 kg'], priceMinor: prices[2], grams: 1060 },
  ],
});

export const SEED_PRODUCTS: SeedProduct[] = [
  {
    title: 'Nordlys Espresso',
    handle: 'nordlys-espresso',
    descriptionHtml:
      '<p>Husets egen blanding: mørk chokolade, ristet hasselnød og en lang, sød eftersmag. Ristet mandag og torsdag i vores lille risteri på Nørrebro.</p>',
    productType: 'Kaffe',
    tags: ['espresso', 'hele bønner', 'bestseller'],
    images: picture('espresso.svg', 'Brun kaffepose med en solopgang på etiketten'),
    collections: ['kaffe'],
    popularity: 10,
    ...bags('NE', [9500, 17500, 32000]),
  },
  {
    title: 'Fjordristet Filter – Guji, Etiopien',
    handle: 'fjordristet-filter',
    descriptionHtml:
      '<p>Lys ristning med bergamot, fersken og honning. Vasket heirloom fra Guji i 2.100 meters højde. Bedst på kolbe eller i filter.</p>',
    productType: 'Kaffe',
    tags: ['filter', 'single origin', 'økologisk'],
    images: picture('filter.svg', 'Grøn kaffepose med fjelde på etiketten'),
    collections: ['kaffe'],
    popularity: 8,
    ...bags('FF', [10900, 20500, 38900]),
  },
  {
    title: 'Havgus Koffeinfri',
    handle: 'havgus-koffeinfri',
    descriptionHtml:
      '<p>Til den sene kop. Skånsomt koffeinfri med vand fra bjergkilder, rund og cremet med toner af figen og mælkechokolade.</p>',
    productType: 'Kaffe',
    tags: ['koffeinfri', 'filter', 'espresso'],
    images: picture('decaf.svg', 'Blå kaffepose med en måne på etiketten'),
    collections: ['kaffe'],
    popularity: 4,
    options: [{ name: 'Størrelse', values: ['250 g', '500 g'] }],
    variants: [
      { sku: 'HK-250', optionValues: ['250 g'], priceMinor: 9900, grams: 280 },
      { sku: 'HK-500', optionValues: ['500 g'], priceMinor: 18500, grams: 540 },
    ],
  },
  {
    title: 'Vintermørke',
    handle: 'vintermorke',
    descriptionHtml:
      '<p>Årets vinterristning: kardemomme, brændt sukker og tørret kirsebær. Kun så længe mørket varer.</p>',
    productType: 'Kaffe',
    tags: ['sæson', 'espresso', 'filter'],
    images: picture('vinter.svg', 'Mørkeblå kaffepose med et iskrystal på etiketten'),
    collections: ['kaffe'],
    popularity: 5,
    variants: [{ sku: 'VM-250', priceMinor: 11900, compareAtPriceMinor: 13900, grams: 280 }],
  },
  {
    title: 'Smagskassen',
    handle: 'smagskassen',
    descriptionHtml:
      '<p>Fire små poser, fire risteprofiler og et kort med bryggeråd. Den nemmeste måde at finde sin favorit på – og en god værtsgave.</p>',
    productType: 'Kaffe',
    tags: ['gaveidé', 'prøvesmagning'],
    images: picture('smagskasse.svg', 'Papkasse med fire små kaffeposer'),
    collections: ['kaffe'],
    popularity: 5,
    variants: [{ sku: 'SK-4', priceMinor: 19900, grams: 420 }],
  },
  {
    title: 'Glaskolbe til 6 kopper',
    handle: 'glaskolbe',
    descriptionHtml:
      '<p>Mundblæst kolbe med læderrem og egetræskrave. Brygger ren og klar filterkaffe – og bliver stående fremme på bordet.</p>',
    productType: 'Brygudstyr',
    tags: ['pour over', 'glas'],
    images: picture('glaskolbe.svg', 'Kaffekolbe i glas med trækrave'),
    collections: ['brygudstyr'],
    popularity: 3,
    variants: [{ sku: 'GK-6', priceMinor: 34900, grams: 720 }],
  },
  {
    title: 'Håndkværn Skærgård',
    handle: 'haandkvaern-skaergaard',
    descriptionHtml:
      '<p>Koniske stålknive, 38 trin og et håndtag i olieret valnød. Maler til to kopper på et halvt minut.</p>',
    productType: 'Brygudstyr',
    tags: ['kværn', 'rejse'],
    images: picture('haandkvaern.svg', 'Håndkværn i sort stål med træhåndtag'),
    collections: ['brygudstyr'],
    popularity: 2,
    variants: [{ sku: 'HS-38', priceMinor: 64900, grams: 610 }],
  },
  {
    title: 'Svanehalskedel',
    handle: 'svanehalskedel',
    descriptionHtml:
      '<p>Elkedel med rolig, præcis stråle og temperatur på graden. Holder varmen i tredive minutter.</p>',
    productType: 'Brygudstyr',
    tags: ['kedel', 'pour over'],
    images: picture('elkedel.svg', 'Sort svanehalskedel med træhåndtag'),
    collections: ['brygudstyr'],
    popularity: 2,
    options: [{ name: 'Farve', values: ['Sort', 'Sand'] }],
    variants: [
      { sku: 'SV-SORT', optionValues: ['Sort'], priceMinor: 89900, compareAtPriceMinor: 99900, grams: 1350 },
      { sku: 'SV-SAND', optionValues: ['Sand'], priceMinor: 89900, compareAtPriceMinor: 99900, grams: 1350 },
    ],
  },
  {
    title: 'Kaffefiltre, 100 stk.',
    handle: 'kaffefiltre',
    descriptionHtml: '<p>Ubleget papir i dobbelt tykkelse. Passer til kolbe og tragt i størrelse 4–6.</p>',
    productType: 'Brygudstyr',
    tags: ['filter', 'tilbehør'],
    images: picture('kaffefiltre.svg', 'Stak af ublegede kaffefiltre'),
    collections: ['brygudstyr'],
    popularity: 7,
    variants: [{ sku: 'KF-100', priceMinor: 4900, grams: 180 }],
  },
  {
    title: 'Stempelkande, 1 liter',
    handle: 'stempelkande',
    descriptionHtml:
      '<p>Borosilikatglas i en ramme af sortlakeret stål, dobbelt filter og ingen bundfald i den sidste kop.</p>',
    productType: 'Brygudstyr',
    tags: ['stempel', 'glas'],
    images: picture('stempelkande.svg', 'Stempelkande i glas og sort stål'),
    collections: ['brygudstyr'],
    popularity: 3,
    variants: [{ sku: 'ST-1', priceMinor: 42900, grams: 980 }],
  },
  {
    title: 'Stentøjskruset Klit',
    handle: 'stentojskruset-klit',
    descriptionHtml:
      '<p>Drejet i hånden på Bornholm, glaseret i havets farver. Rummer 3 dl og ligger godt i to kolde hænder.</p>',
    productType: 'Bolig',
    tags: ['keramik', 'krus', 'gaveidé'],
    images: picture('krus.svg', 'Stentøjskrus med blå glasur og dampende kaffe'),
    collections: ['bolig'],
    popularity: 6,
    options: [{ name: 'Glasur', values: ['Sand', 'Hav', 'Mos'] }],
    variants: [
      { sku: 'KL-SAND', optionValues: ['Sand'], priceMinor: 14900, grams: 380, inventoryQuantity: 4000 },
      { sku: 'KL-HAV', optionValues: ['Hav'], priceMinor: 14900, grams: 380, inventoryQuantity: 4000 },
      { sku: 'KL-MOS', optionValues: ['Mos'], priceMinor: 14900, grams: 380, inventoryQuantity: 4000 },
    ],
  },
  {
    title: 'Uldplaid Lyngmark',
    handle: 'uldplaid-lyngmark',
    descriptionHtml: '<p>Vævet af ny uld fra danske får, 130 × 200 cm. Til sofaen, altanen og den sidste bålaften.</p>',
    productType: 'Bolig',
    tags: ['uld', 'tekstil', 'gaveidé'],
    images: picture('plaid.svg', 'Foldet rødternet uldplaid'),
    collections: ['bolig'],
    popularity: 2,
    variants: [{ sku: 'UL-130', priceMinor: 79900, grams: 1100 }],
  },
  {
    title: 'Bivokslys, 3 stk.',
    handle: 'bivokslys',
    descriptionHtml: '<p>Støbt af ren dansk bivoks. Brænder roligt, dufter af honning og varer en hel vinteraften.</p>',
    productType: 'Bolig',
    tags: ['lys', 'bivoks'],
    images: picture('bivokslys.svg', 'Tre tændte bivokslys'),
    collections: ['bolig'],
    popularity: 5,
    variants: [{ sku: 'BL-3', priceMinor: 12950, grams: 450 }],
  },
  {
    title: 'Viskestykke i hør',
    handle: 'viskestykke-i-hor',
    descriptionHtml: '<p>Tykt, sugende hør med blå kant. Bliver blødere for hver vask.</p>',
    productType: 'Bolig',
    tags: ['hør', 'tekstil'],
    images: picture('viskestykke.svg', 'Viskestykke i hør med blå striber'),
    collections: ['bolig'],
    popularity: 4,
    variants: [{ sku: 'VI-1', priceMinor: 8950, grams: 160 }],
  },
  {
    title: 'Gavekort',
    handle: 'gavekort',
    descriptionHtml: '<p>Sendes på e-mail med det samme og kan bruges på alt i butikken i tre år.</p>',
    productType: 'Gavekort',
    tags: ['gavekort', 'gaveidé'],
    isGiftCard: true,
    images: picture('gavekort.svg', 'Gavekort med rødt bånd'),
    collections: ['gavekort'],
    popularity: 2,
    options: [{ name: 'Beløb', values: ['200 kr.', '500 kr.', '1.000 kr.'] }],
    variants: [
      { sku: 'GA-200', optionValues: ['200 kr.'], priceMinor: 20000 },
      { sku: 'GA-500', optionValues: ['500 kr.'], priceMinor: 50000 },
      { sku: 'GA-1000', optionValues: ['1.000 kr.'], priceMinor: 100000 },
    ],
  },
  ...PROGRAM_PRODUCTS,
];

export const SEED_COLLECTIONS: {
  handle: CollectionHandle;
  title: string;
  descriptionHtml: string;
  imageFile: string;
}[] = [
  {
    handle: 'kaffe',
    title: 'Kaffe',
    descriptionHtml: '<p>Ristet på Nørrebro to gange om ugen og sendt samme dag.</p>',
    imageFile: 'espresso.svg',
  },
  {
    handle: 'brygudstyr',
    title: 'Brygudstyr',
    descriptionHtml: '<p>Det udstyr, vi selv bruger – og som kan repareres.</p>',
    imageFile: 'glaskolbe.svg',
  },
  {
    handle: 'bolig',
    title: 'Bolig',
    descriptionHtml: '<p>Ting til de stille timer: stentøj, uld, hør og levende lys.</p>',
    imageFile: 'krus.svg',
  },
  {
    handle: 'gavekort',
    title: 'Gavekort',
    descriptionHtml: '<p>Når du hellere vil lade dem vælge selv.</p>',
    imageFile: 'gavekort.svg',
  },
  {
    handle: 'kaffebar',
    title: 'Kaffebaren',
    descriptionHtml: '<p>Det, vi skænker og bager på Elmegade. Kun til at drikke og spise her eller tage med.</p>',
    imageFile: 'kop-kaffe.svg',
  },
  {
    handle: 'service',
    title: 'Klub og værksted',
    descriptionHtml: '<p>Medlemskab, kurser og værkstedet i gården.</p>',
    imageFile: 'cykelservice.svg',
  },
  {
    handle: 'medlemspriser',
    title: 'Medlemspriser',
    descriptionHtml: '<p>Det, som medlemmer køber billigere.</p>',
    imageFile: 'medlemskort.svg',
  },
];
