/** Names and addresses that the generator draws from. All e-mail addresses end in `example.com`, which nobody owns. */

export interface Region {
  locale: string;
  country: string;
  countryCode: string;
  weight: number;
  firstNames: string[];
  lastNames: string[];
  /** Street, zip, city. */
  places: [street: string, zip: string, city: string][];
}

export const REGIONS: Region[] = [
  {
    locale: 'da',
    country: 'Denmark',
    countryCode: 'DK',
    weight: 34,
    firstNames: [
      'Freja',
      'Ida',
      'Signe',
      'Astrid',
      'Karla',
      'Mathilde',
      'Mads',
      'Emil',
      'Oskar',
      'Rasmus',
      'Anton',
      'Villads',
    ],
    lastNames: ['Holm', 'Lund', 'Kjær', 'Bach', 'Skov', 'Dahl', 'Friis', 'Bruun', 'Juhl', 'Thomsen'],
    places: [
      ['Jægersborggade 14', '2200', 'København N'],
      ['Istedgade 61', '1650', 'København V'],
      ['Vestergade 8', '8000', 'Aarhus C'],
      ['Kongensgade 22', '5000', 'Odense C'],
      ['Strandvejen 104', '2900', 'Hellerup'],
      ['Algade 3', '4000', 'Roskilde'],
    ],
  },
  {
    locale: 'sv',
    country: 'Sweden',
    countryCode: 'SE',
    weight: 10,
    firstNames: ['Elsa', 'Maja', 'Linnea', 'Hugo', 'Axel', 'Nils'],
    lastNames: ['Berg', 'Sjöberg', 'Lindqvist', 'Nyström', 'Ek'],
    places: [
      ['Möllevångsgatan 5', '214 20', 'Malmö'],
      ['Linnégatan 18', '413 04', 'Göteborg'],
    ],
  },
  {
    locale: 'de',
    country: 'Germany',
    countryCode: 'DE',
    weight: 8,
    firstNames: ['Lena', 'Jonas', 'Greta', 'Felix', 'Marlene'],
    lastNames: ['Vogt', 'Brandt', 'Seidel', 'Krüger'],
    places: [
      ['Schanzenstraße 40', '20357', 'Hamburg'],
      ['Kastanienallee 77', '10435', 'Berlin'],
    ],
  },
  {
    locale: 'hu',
    country: 'Hungary',
    countryCode: 'HU',
    weight: 4,
    firstNames: ['Dóra', 'Zsófia', 'Bence', 'Márton'],
    lastNames: ['Kovács', 'Fekete', 'Halász'],
    places: [['Bartók Béla út 19', '1114', 'Budapest']],
  },
  {
    locale: 'en',
    country: 'United Kingdom',
    countryCode: 'GB',
    weight: 4,
    firstNames: ['Alice', 'Rowan', 'Imogen', 'Callum'],
    lastNames: ['Marsh', 'Whitaker', 'Doyle'],
    places: [['12 Stokes Croft', 'BS1 3PR', 'Bristol']],
  },
];
