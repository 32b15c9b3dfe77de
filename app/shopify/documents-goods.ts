/** GraphQL documents about goods, for the merchant's screens. A test validates each against the published schema. */

/** What products and collections are called. */
export const goodsTitles = `#graphql
  query RegularsGoodsTitles($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Product { id title } ... on Collection { id title } }
  }`;
