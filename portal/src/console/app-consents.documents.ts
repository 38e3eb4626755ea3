/** The apps of the vendor for whom somebody is signed in. */
export const MY_APPS = /* GraphQL */ `
  query MyApps {
    myApps {
      id
      name
      nameEn
    }
  }
`;

/** The vendor says that it has deleted what it got under a consent that is over. */
export const ATTEST_DELETION = /* GraphQL */ `
  mutation AttestDeletion($input: AttestDeletionInput!) {
    attestDeletion(input: $input) {
      consentId
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

/** Who granted an app what: for the app's vendor. */
export const CONSENTS_TO_APP = /* GraphQL */ `
  query ConsentsToApp($appId: ID!, $status: ConsentStatus, $overdue: Boolean, $first: Int!, $after: String) {
    consentsToApp(appId: $appId, status: $status, overdue: $overdue, first: $first, after: $after) {
      nodes {
        id
        appId
        appName
        appNameEn
        status
        purposeCode
        purposeText
        grantedAt
        expiresAt
        deleteBy
        receiptNo
        attestation {
          attestedAt
          deletedItems
        }
        items {
          scope
          zh
          en
          class
        }
        taxpayer {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
