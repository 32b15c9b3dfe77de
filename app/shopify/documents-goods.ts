/** GraphQL documents about goods, for the merchant's screens. A test validates each against the published schema. */

/** What products and collections are called. */
export const goodsTitles = `#graphql
  query RegularsGoodsTitles($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Product { id title } ... on Collection { id title } }
  }`;

/** Where the online store is, and a few of its products, to show a program with. */
export const showcase = `#graphql
  query RegularsShowcase {
    shop { primaryDomain { url } }
    products(first: 10, sortKey: UPDATED_AT, reverse: true, query: "status:active") {
      nodes {
        title
        isGiftCard
        featuredMedia { preview { image { url(transform: { maxWidth: 320, maxHeight: 320 }) } } }
        priceRangeV2 { minVariantPrice { amount currencyCode } }
      }
    }
  }`;
