import { localPath, withJson } from './store-view.ts';
import type { StoreView } from './store-view.ts';

/** A page of the merchant: "Online Store > Pages". */
export interface ShopPage {
  id: number;
  handle: string;
  /** `loyalty` = the template `page.loyalty`. */
  templateSuffix: string | null;
  title: Record<string, string>;
  bodyHtml: Record<string, string>;
}

const noBody = { da: '', en: '' };

/** The demo's pages. The first stands in the main menu. */
export const shopPages: readonly ShopPage[] = [
  {
    id: 112_700_000_001,
    handle: 'loyalty',
    templateSuffix: 'loyalty',
    title: { da: 'Kundeklub', en: 'Rewards', sv: 'Kundklubb', de: 'Kundenclub', hu: 'Hűségklub' },
    bodyHtml: noBody,
  },
  {
    id: 112_700_000_002,
    handle: 'member-card',
    templateSuffix: 'member-card',
    title: { da: 'Medlemskort', en: 'Member card', sv: 'Medlemskort', de: 'Mitgliedskarte', hu: 'Tagkártya' },
    bodyHtml: noBody,
  },
  {
    id: 112_700_000_003,
    handle: 'about',
    templateSuffix: null,
    title: { da: 'Om os', en: 'About us', sv: 'Om oss', de: 'Über uns', hu: 'Rólunk' },
    bodyHtml: {
      da: '<p>Et lille risteri på Nørrebro. Vi rister to gange om ugen og sender samme dag.</p>',
      en: '<p>A small roastery in Nørrebro. We roast twice a week and send the same day.</p>',
      sv: '<p>Ett litet rosteri i Nørrebro. Vi rostar två gånger i veckan och skickar samma dag.</p>',
      de: '<p>Eine kleine Rösterei in Nørrebro. Wir rösten zweimal pro Woche und versenden am selben Tag.</p>',
      hu: '<p>Kis kávépörkölő Nørrebróban. Hetente kétszer pörkölünk, és még aznap feladjuk.</p>',
    },
  },
];

export function findPage(handle: string): ShopPage | undefined {
  return shopPages.find((page) => page.handle === handle);
}

/** A `page` object, in the visitor's language. */
export function pageObject(view: StoreView, page: ShopPage) {
  const inWords = (texts: Record<string, string>) => texts[view.locale] ?? texts['en'] ?? '';
  const object = {
    id: page.id,
    handle: page.handle,
    title: inWords(page.title),
    content: inWords(page.bodyHtml),
    url: localPath(view, `/pages/${page.handle}`),
    author: view.shop.name,
    published_at: view.shop.createdAt,
    template_suffix: page.templateSuffix,
  };
  return withJson(object, () => ({ id: page.id, title: object.title, handle: page.handle }));
}
