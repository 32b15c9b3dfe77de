/** Every GraphQL document that Regulars sends to Shopify. A test validates each against the published schema. */

export const discountCodeBasicCreate = `#graphql
  mutation RegularsBasicCodeCreate($discount: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $discount) {
      codeDiscountNode { id }
      userErrors { field code message }
    }
  }`;

export const discountCodeFreeShippingCreate = `#graphql
  mutation RegularsFreeShippingCodeCreate($discount: DiscountCodeFreeShippingInput!) {
    discountCodeFreeShippingCreate(freeShippingCodeDiscount: $discount) {
      codeDiscountNode { id }
      userErrors { field code message }
    }
  }`;

export const discountByCode = `#graphql
  query RegularsDiscountByCode($code: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
      codeDiscount {
        ... on DiscountCodeBasic { title status asyncUsageCount }
        ... on DiscountCodeFreeShipping { title status asyncUsageCount }
      }
    }
  }`;

export const discountCodeDeactivate = `#graphql
  mutation RegularsCodeDeactivate($id: ID!) {
    discountCodeDeactivate(id: $id) {
      codeDiscountNode {
        id
        codeDiscount {
          ... on DiscountCodeBasic { status asyncUsageCount }
          ... on DiscountCodeFreeShipping { status asyncUsageCount }
        }
      }
      userErrors { field code message }
    }
  }`;

export const metafieldsSet = `#graphql
  mutation RegularsMetafieldsSet($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id }
      userErrors { field code message elementIndex }
    }
  }`;

export const shopDescription = `#graphql
  query RegularsShop {
    shop { name currencyCode ianaTimezone taxesIncluded }
    currentAppInstallation { id }
  }`;

export const customerNames = `#graphql
  query RegularsCustomerNames($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer { id displayName defaultEmailAddress { emailAddress } }
    }
  }`;

export const customerSearch = `#graphql
  query RegularsCustomerSearch($query: String!) {
    customers(first: 50, query: $query) { nodes { id } }
  }`;

export const orderById = `#graphql
  query RegularsOrder($id: ID!) {
    order(id: $id) {
      id name email currencyCode taxesIncluded test processedAt updatedAt cancelledAt displayFinancialStatus discountCodes
      totalPriceSet { shopMoney { amount currencyCode } }
      customer { id }
      lineItems(first: 250) {
        nodes {
          id name title quantity currentQuantity isGiftCard
          product { id }
          originalTotalSet { shopMoney { amount currencyCode } }
          discountAllocations { allocatedAmountSet { shopMoney { amount currencyCode } } }
        }
      }
      refunds {
        id createdAt processedAt
        totalRefundedSet { shopMoney { amount currencyCode } }
        refundLineItems(first: 250) {
          nodes {
            quantity
            lineItem { id }
            subtotalSet { shopMoney { amount currencyCode } }
            totalTaxSet { shopMoney { amount currencyCode } }
          }
        }
        refundShippingLines(first: 50) {
          nodes {
            subtotalAmountSet { shopMoney { amount currencyCode } }
            taxAmountSet { shopMoney { amount currencyCode } }
          }
        }
      }
    }
  }`;
