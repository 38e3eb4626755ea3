/** What the page shows of a consent, before anything is opened. */
export const MY_CONSENTS = /* GraphQL */ `
  query MyConsents($status: ConsentStatus, $appId: ID, $first: Int!, $after: String) {
    myConsents(status: $status, appId: $appId, first: $first, after: $after) {
      nodes {
        id
        appId
        appName
        appNameEn
        vendorName
        vendorNameEn
        status
        purposeCode
        purposeText
        grantedRole
        grantedByName
        approvedByRole
        periodFrom
        periodTo
        requestedAt
        decideBy
        grantedAt
        expiresAt
        revokedAt
        revokeReason
        refuseReason
        suspendedAt
        suspendReason
        deleteBy
        receiptNo
        attestation {
          attestedAt
          deletedItems
        }
        lastUsedAt
        readsIn30Days
        items {
          scope
          zh
          en
          class
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** The apps that have or had a consent, to choose among. */
export const CONSENTED_APPS = /* GraphQL */ `
  query ConsentedApps($first: Int!, $after: String) {
    myConsents(first: $first, after: $after) {
      nodes {
        id
        appId
        appName
        appNameEn
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** What opening a consent adds: its fields, and the receipt. */
export const CONSENT_DETAILS = /* GraphQL */ `
  query ConsentDetails($id: ID!) {
    consent(id: $id) {
      id
      receipt
      fields {
        coordinate
        zh
        en
        class
      }
    }
  }
`;

export const REVOKE_CONSENT = /* GraphQL */ `
  mutation WithdrawMyConsent($input: RevokeConsentInput!) {
    revokeConsent(input: $input) {
      consent {
        id
        status
        revokedAt
        deleteBy
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const NARROW_CONSENT = /* GraphQL */ `
  mutation NarrowMyConsent($input: NarrowConsentInput!) {
    narrowConsent(input: $input) {
      consent {
        id
        expiresAt
        items {
          scope
          zh
          en
          class
        }
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const APPROVE_CONSENT = /* GraphQL */ `
  mutation ApproveConsentRequest($input: ApproveConsentInput!) {
    approveConsent(input: $input) {
      consent {
        id
        status
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const REFUSE_CONSENT = /* GraphQL */ `
  mutation RefuseConsentRequest($input: RefuseConsentInput!) {
    refuseConsent(input: $input) {
      consent {
        id
        status
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;
