/** What the seller asks the buyer of this token for. */
export const REQUEST_BY_TOKEN = /* GraphQL */ `
  query InvoiceRequestByToken($token: String!) {
    invoiceRequestByToken(token: $token) {
      sellerName
      kind
      amountInclTax
      lineNames
      lineCount
      expiresAt
      status
    }
  }
`;

/** The buyer's header, sent with the token. */
export const FILL_HEADER = /* GraphQL */ `
  mutation FillBuyerHeader($input: FillBuyerHeaderInput!) {
    fillBuyerHeader(input: $input) {
      invoiceRequest {
        sellerName
        kind
        amountInclTax
        lineNames
        lineCount
        expiresAt
        status
      }
      userErrors {
        code
        message
        messageEn
        path
      }
    }
  }
`;

/** Companies whose names begin so, four characters at least. */
export const SEARCH_HEADER = /* GraphQL */ `
  query SearchHeader($prefix: String!) {
    searchHeader(prefix: $prefix) {
      name
      tin
    }
  }
`;
