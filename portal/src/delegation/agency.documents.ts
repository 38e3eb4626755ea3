/** The agreements of the taxpayer, as client or as agency. */
export const MY_AGENCIES = /* GraphQL */ `
  query MyAgencies($first: Int!, $after: String) {
    myAgencies(first: $first, after: $after) {
      nodes {
        id
        service
        minorService
        periodFrom
        periodTo
        startedBy
        status
        startedAt
        confirmedAt
        endedAt
        endedBy
        agency {
          id
          name
        }
        client {
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

/** The delegations of the taxpayer, as client or as agency. */
export const MY_DELEGATIONS = /* GraphQL */ `
  query MyDelegations($first: Int!, $after: String) {
    myDelegations(first: $first, after: $after) {
      nodes {
        id
        minorService
        appId
        status
        invitedAt
        inviteUntil
        acceptedAt
        revokedAt
        revokedBy
        missing
        agency {
          id
          name
        }
        client {
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

/** What an invitation link invites to. */
export const DELEGATION_INVITATION = /* GraphQL */ `
  query DelegationInvitation($token: String!) {
    delegationInvitation(token: $token) {
      id
      minorService
      appId
      status
      invitedAt
      inviteUntil
      missing
      agency {
        id
        name
      }
      client {
        id
        name
      }
    }
  }
`;

/** What the taxpayer is: an agency with its standing, or none; and the people who can be its agents. */
export const MY_STANDING = /* GraphQL */ `
  query MyStanding {
    myAgency {
      id
      band
      points
      batchFilingProblem
    }
    myTaxpayer {
      id
      roles {
        role
        validTo
        person {
          id
          nameMasked
        }
      }
    }
  }
`;

export const START_AGENCY = /* GraphQL */ `
  mutation StartMyAgency($input: StartAgencyInput!) {
    startAgency(input: $input) {
      agencyAgreement {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const CONFIRM_AGENCY = /* GraphQL */ `
  mutation ConfirmMyAgency($input: AgencyStepInput!) {
    confirmAgency(input: $input) {
      agencyAgreement {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const REFUSE_AGENCY = /* GraphQL */ `
  mutation RefuseMyAgency($input: AgencyStepInput!) {
    refuseAgency(input: $input) {
      agencyAgreement {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const WITHDRAW_AGENCY = /* GraphQL */ `
  mutation WithdrawMyAgency($input: AgencyStepInput!) {
    withdrawAgency(input: $input) {
      agencyAgreement {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const END_AGENCY = /* GraphQL */ `
  mutation EndMyAgency($input: AgencyStepInput!) {
    endAgency(input: $input) {
      agencyAgreement {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const INVITE_DELEGATION = /* GraphQL */ `
  mutation InviteMyClient($input: InviteDelegationInput!) {
    inviteDelegation(input: $input) {
      agentDelegation {
        id
        link
        inviteUntil
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const ACCEPT_DELEGATION = /* GraphQL */ `
  mutation AcceptInvitation($input: AcceptDelegationInput!) {
    acceptDelegation(input: $input) {
      agentDelegation {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;

export const REVOKE_DELEGATION = /* GraphQL */ `
  mutation RevokeMyDelegation($input: RevokeDelegationInput!) {
    revokeDelegation(input: $input) {
      agentDelegation {
        id
      }
      userErrors {
        code
        message
        messageEn
      }
    }
  }
`;
