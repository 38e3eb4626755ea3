/** What was read or done under one consent. */
export const CONSENT_ACCESS_LOG = /* GraphQL */ `
  query ConsentAccessLog($consentId: ID!, $first: Int!, $after: String) {
    consentAccessLog(consentId: $consentId, first: $first, after: $after) {
      nodes {
        id
        at
        kind
        operation
        operationName
        appId
        appName
        appNameEn
        consentId
        purpose
        actorKind
        actorText
        actorTextEn
        event
        fields
        outcome
        requestId
        sealed
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** Every access to the taxpayer's data, by whatever app. */
export const MY_ACCESS_LOG = /* GraphQL */ `
  query MyAccessLog($appId: ID, $from: Date, $to: Date, $ownUse: Boolean, $first: Int!, $after: String) {
    myAccessLog(appId: $appId, from: $from, to: $to, ownUse: $ownUse, first: $first, after: $after) {
      nodes {
        id
        at
        kind
        operation
        operationName
        appId
        appName
        appNameEn
        consentId
        purpose
        actorKind
        actorText
        actorTextEn
        event
        fields
        outcome
        requestId
        sealed
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** Who else has seen the taxpayer's data: officers, institutions, legal duty. */
export const SHARES_ABOUT_ME = /* GraphQL */ `
  query SharesAboutMe($first: Int!, $after: String) {
    sharesAboutMe(first: $first, after: $after) {
      nodes {
        id
        at
        kind
        operation
        operationName
        appId
        appName
        appNameEn
        consentId
        purpose
        actorKind
        actorText
        actorTextEn
        event
        fields
        outcome
        requestId
        sealed
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** “This was not me”. */
export const DISOWN_ACCESS = /* GraphQL */ `
  mutation DisownAccess($input: DisownAccessInput!) {
    disownAccess(input: $input) {
      accessCase {
        id
        caseNo
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

/** What the taxpayer has objected to, and what became of it. */
export const MY_DISPUTES = /* GraphQL */ `
  query MyAccessDisputes($first: Int!, $after: String) {
    myAccessDisputes(first: $first, after: $after) {
      nodes {
        id
        caseNo
        entryId
        consentId
        note
        status
        authorityCode
        dueAt
        escalatedAt
        decidedByCode
        reason
        openedAt
        closedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
