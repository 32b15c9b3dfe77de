/** Every GraphQL document that Regulars sends to Shopify. A test validates each against the published schema. */

export const metafieldsSet = `#graphql
  mutation RegularsMetafieldsSet($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id }
      userErrors { field code message elementIndex }
    }
  }`;

export const metafieldsDelete = `#graphql
  mutation RegularsMetafieldsDelete($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      deletedMetafields { key }
      userErrors { field message }
    }
  }`;

export const shopDescription = `#graphql
  query RegularsShop {
    shop {
      name currencyCode ianaTimezone taxesIncluded
      primaryDomain { localization { defaultLocale } }
    }
    currentAppInstallation { id }
  }`;

export const grantedScopes = `#graphql
  query RegularsGrantedScopes { currentAppInstallation { accessScopes { handle } } }`;

export const customerNames = `#graphql
  query RegularsCustomerNames($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer { id displayName defaultEmailAddress { emailAddress } }
    }
  }`;

/** Whom messages go to, and where the shop is: asked when a message goes out, kept nowhere. */
export const messageRecipients = `#graphql
  query RegularsMessageRecipients($ids: [ID!]!) {
    shop { name contactEmail primaryDomain { url } }
    nodes(ids: $ids) {
      ... on Customer {
        id firstName locale
        defaultEmailAddress { emailAddress validFormat marketingState }
        defaultPhoneNumber { phoneNumber smsMarketingConsent { state } }
      }
    }
  }`;

export const customerSearch = `#graphql
  query RegularsCustomerSearch($query: String!) {
    customers(first: 50, query: $query) { nodes { id } }
  }`;

/** What Regulars wants to know of a line of an order. */
const lineFields = `
  fragment RegularsLineFields on LineItem {
    id name title vendor quantity currentQuantity isGiftCard
    product { id }
    variant { id }
    taxLines { priceSet { shopMoney { amount currencyCode } } }
    originalUnitPriceSet { shopMoney { amount currencyCode } }
    discountAllocations { allocatedAmountSet { shopMoney { amount currencyCode } } }
  }`;

export const customersByEmail = `#graphql
  query RegularsCustomersByEmail($query: String!) {
    customers(first: 100, query: $query) { nodes { id defaultEmailAddress { emailAddress } } }
  }`;

/** What Regulars wants to know of an order: the same for one order, a page of them, and several by their ids. */
const orderFields = `${lineFields}
  fragment RegularsRefundLineFields on RefundLineItem {
    quantity
    lineItem { id }
    subtotalSet { shopMoney { amount currencyCode } }
    totalTaxSet { shopMoney { amount currencyCode } }
  }
  fragment RegularsOrderFields on Order {
    id name email currencyCode taxesIncluded test processedAt updatedAt cancelledAt displayFinancialStatus discountCodes
    sourceName
    customAttributes { key value }
    shippingAddress { address1 address2 zip countryCodeV2 }
    billingAddress { address1 address2 zip countryCodeV2 }
    shippingLines(first: 5) {
      nodes {
        discountedPriceSet { shopMoney { amount currencyCode } }
        taxLines { priceSet { shopMoney { amount currencyCode } } }
      }
    }
    displayFulfillmentStatus fulfillments(first: 3) { createdAt }
    totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
    customer { id state }
    lineItems(first: $lines) {
      nodes { ...RegularsLineFields }
      pageInfo { hasNextPage endCursor }
    }
    refunds {
      id createdAt processedAt
      totalRefundedSet { shopMoney { amount currencyCode } }
      refundLineItems(first: $lines) {
        nodes { ...RegularsRefundLineFields }
        pageInfo { hasNextPage endCursor }
      }
      refundShippingLines(first: 50) {
        nodes {
          subtotalAmountSet { shopMoney { amount currencyCode } }
          taxAmountSet { shopMoney { amount currencyCode } }
        }
      }
    }
  }`;

export const orderById = `#graphql
  query RegularsOrder($id: ID!, $lines: Int = 250) {
    order(id: $id) { ...RegularsOrderFields }
  }
  ${orderFields}`;

export const ordersUpdated = `#graphql
  query RegularsOrdersUpdated($query: String!, $first: Int!, $after: String, $lines: Int!) {
    orders(query: $query, sortKey: UPDATED_AT, first: $first, after: $after) {
      nodes { ...RegularsOrderFields }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${orderFields}`;

export const ordersByIds = `#graphql
  query RegularsOrdersByIds($ids: [ID!]!, $lines: Int!) {
    nodes(ids: $ids) { ... on Order { ...RegularsOrderFields } }
  }
  ${orderFields}`;

/** The lines of an order beyond its first page. */
export const orderLines = `#graphql
  query RegularsOrderLines($id: ID!, $after: String) {
    order(id: $id) {
      lineItems(first: 250, after: $after) {
        nodes { ...RegularsLineFields }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  ${lineFields}`;

/** The lines of a refund beyond their first page. */
export const refundLines = `#graphql
  query RegularsRefundLines($id: ID!, $after: String) {
    refund(id: $id) {
      refundLineItems(first: 250, after: $after) {
        nodes {
          quantity
          lineItem { id }
          subtotalSet { shopMoney { amount currencyCode } }
          totalTaxSet { shopMoney { amount currencyCode } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;

/** Who owns these orders now: a customer who was merged into another gives the other. */
export const orderCustomers = `#graphql
  query RegularsOrderCustomers($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Order { id customer { id } } }
  }`;

/** Which of these customers Shopify still knows. */
export const customersKnown = `#graphql
  query RegularsCustomersKnown($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Customer { id } }
  }`;

export const bulkOperationRunQuery = `#graphql
  mutation RegularsBulkRun($query: String!, $grouped: Boolean!) {
    bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
      bulkOperation { id status }
      userErrors { field code message }
    }
  }`;

export const bulkOperationById = `#graphql
  query RegularsBulkOperation($id: ID!) {
    bulkOperation(id: $id) { id status errorCode url rootObjectCount }
  }`;

/**
 * What a bulk operation reads of each order: enough to see whether the ledger knows the same. One line an order, without
 * connections inside: Shopify supports none within a list (refunds), and lines need no grouping this way.
 */
export const bulkOrders = (query: string) => `#graphql
  query RegularsBulkOrders {
    orders(query: ${JSON.stringify(query)}, sortKey: UPDATED_AT) {
      edges {
        node {
          id updatedAt processedAt cancelledAt displayFinancialStatus displayFulfillmentStatus currentSubtotalLineItemsQuantity
          customer { id state }
          refunds { id }
        }
      }
    }
  }`;

/** Orders with all that a backtest asks of them; each line of an order follows it when the file is grouped. */
export const bulkPastOrders = (query: string) => `#graphql
  query RegularsBulkPastOrders {
    orders(query: ${JSON.stringify(query)}, sortKey: PROCESSED_AT) {
      edges {
        node {
          id processedAt cancelledAt displayFinancialStatus currencyCode taxesIncluded test sourceName
          customer { id }
          totalShippingPriceSet { shopMoney { amount currencyCode } }
          totalRefundedSet { shopMoney { amount currencyCode } }
          lineItems {
            edges {
              node {
                id title vendor quantity currentQuantity isGiftCard
                product { id productType vendor tags }
                variant { id }
                originalTotalSet { shopMoney { amount currencyCode } }
                discountAllocations { allocatedAmountSet { shopMoney { amount currencyCode } } }
                taxLines { priceSet { shopMoney { amount currencyCode } } }
              }
            }
          }
        }
      }
    }
  }`;

/** What rules can ask of products. */
export const productFacts = `#graphql
  query RegularsProductFacts($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Product { id productType vendor tags collections(first: 100) { nodes { id } } }
    }
  }`;

/** What one of a product costs at most. */
export const productPrices = `#graphql
  query RegularsProductPrices($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Product { id priceRangeV2 { maxVariantPrice { amount currencyCode } } } }
  }`;

export const flowTriggerReceive = `#graphql
  mutation RegularsFlowTrigger($handle: String!, $payload: JSON!) {
    flowTriggerReceive(handle: $handle, payload: $payload) { userErrors { field message } }
  }`;
