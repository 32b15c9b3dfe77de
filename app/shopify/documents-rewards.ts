/** The GraphQL documents by which rewards are given: discounts, gift cards, store credit and tags. */

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

export const discountCodeBxgyCreate = `#graphql
  mutation RegularsBxgyCodeCreate($discount: DiscountCodeBxgyInput!) {
    discountCodeBxgyCreate(bxgyCodeDiscount: $discount) {
      codeDiscountNode { id }
      userErrors { field code message }
    }
  }`;

export const discountCodeBasicUpdate = `#graphql
  mutation RegularsBasicCodeUpdate($id: ID!, $discount: DiscountCodeBasicInput!) {
    discountCodeBasicUpdate(id: $id, basicCodeDiscount: $discount) {
      codeDiscountNode { id }
      userErrors { field code message }
    }
  }`;

export const discountCodeFreeShippingUpdate = `#graphql
  mutation RegularsFreeShippingCodeUpdate($id: ID!, $discount: DiscountCodeFreeShippingInput!) {
    discountCodeFreeShippingUpdate(id: $id, freeShippingCodeDiscount: $discount) {
      codeDiscountNode { id }
      userErrors { field code message }
    }
  }`;

export const discountCodeBxgyUpdate = `#graphql
  mutation RegularsBxgyCodeUpdate($id: ID!, $discount: DiscountCodeBxgyInput!) {
    discountCodeBxgyUpdate(id: $id, bxgyCodeDiscount: $discount) {
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
        ... on DiscountCodeBxgy { title status asyncUsageCount }
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
          ... on DiscountCodeBxgy { status asyncUsageCount }
        }
      }
      userErrors { field code message }
    }
  }`;

/** What became of these discounts; null where one was deleted. */
export const discountsByIds = `#graphql
  query RegularsDiscounts($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on DiscountCodeNode {
        id
        codeDiscount {
          ... on DiscountCodeBasic { status asyncUsageCount }
          ... on DiscountCodeFreeShipping { status asyncUsageCount }
          ... on DiscountCodeBxgy { status asyncUsageCount }
        }
      }
    }
  }`;

export const giftCardCreate = `#graphql
  mutation RegularsGiftCardCreate($input: GiftCardCreateInput!) {
    giftCardCreate(input: $input) {
      giftCard { id lastCharacters }
      userErrors { field code message }
    }
  }`;

/** Gift cards by the last characters of their codes; the note tells whose they are. */
export const giftCardSearch = `#graphql
  query RegularsGiftCardSearch($query: String!, $after: String) {
    giftCards(first: 50, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
      nodes { id note lastCharacters }
      pageInfo { hasNextPage endCursor }
    }
  }`;

export const giftCardById = `#graphql
  query RegularsGiftCard($id: ID!) {
    giftCard(id: $id) { id enabled balance { amount } initialValue { amount } }
  }`;

export const giftCardDeactivate = `#graphql
  mutation RegularsGiftCardDeactivate($id: ID!) {
    giftCardDeactivate(id: $id) {
      giftCard { id enabled balance { amount } initialValue { amount } }
      userErrors { field code message }
    }
  }`;

/** The accounts of a customer, one a currency, with what happened there last. */
export const storeCreditAccounts = `#graphql
  query RegularsStoreCredit($id: ID!) {
    customer(id: $id) {
      id
      storeCreditAccounts(first: 20) {
        nodes {
          id balance { amount currencyCode }
          transactions(first: 50, sortKey: CREATED_AT, reverse: true) {
            nodes { __typename amount { amount currencyCode } createdAt event ... on Node { id } }
          }
        }
      }
    }
  }`;

export const storeCreditCredit = `#graphql
  mutation RegularsStoreCreditCredit($id: ID!, $input: StoreCreditAccountCreditInput!) {
    storeCreditAccountCredit(id: $id, creditInput: $input) {
      storeCreditAccountTransaction { id }
      userErrors { field code message }
    }
  }`;

export const storeCreditDebit = `#graphql
  mutation RegularsStoreCreditDebit($id: ID!, $input: StoreCreditAccountDebitInput!) {
    storeCreditAccountDebit(id: $id, debitInput: $input) {
      storeCreditAccountTransaction { id }
      userErrors { field code message }
    }
  }`;

export const customerTagsAdd = `#graphql
  mutation RegularsTagsAdd($id: ID!, $tags: [String!]!) {
    tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
  }`;

export const customerTagsRemove = `#graphql
  mutation RegularsTagsRemove($id: ID!, $tags: [String!]!) {
    tagsRemove(id: $id, tags: $tags) { node { id } userErrors { field message } }
  }`;
