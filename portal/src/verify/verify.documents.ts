/** A proof of work instead of a picture puzzle. */
export const CAPTCHA = /* GraphQL */ `
  query Captcha {
    captchaChallenge {
      challenge
      expiresAt
    }
  }
`;

/** One look-up of an invoice. */
export const VERIFY_INVOICE = /* GraphQL */ `
  query VerifyInvoice($input: VerifyInvoiceInput!) {
    verifyInvoice(input: $input) {
      outcome
      status
      timesToday
      retryAt
      verifiedAt
      resultSign
      face {
        kind
        code
        number
        issuedAt
        seller {
          name
          tin
          address
          phone
          bank
          bankAccount
        }
        buyer {
          name
          tin
          address
          phone
          bank
          bankAccount
        }
        amount
        taxAmount
        total
        totalInWords
        sign
      }
    }
  }
`;

export const REPORT_SUSPECT = /* GraphQL */ `
  mutation ReportSuspect($input: ReportSuspectInvoiceInput!) {
    reportSuspectInvoice(input: $input) {
      suspectReport {
        id
        receivedAt
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
