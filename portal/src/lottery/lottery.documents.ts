/** Campaigns with their draws, for the list. */
export const CAMPAIGNS = /* GraphQL */ `
  query LotteryCampaigns($openOnly: Boolean, $first: Int!, $after: String) {
    campaigns(openOnly: $openOnly, first: $first, after: $after) {
      nodes {
        id
        name
        regionCode
        firstDay
        lastDay
        budget
        rulesHash
        instantTiers {
          tier
          prize
          probability
          stock
          stockLeft
        }
        draws {
          id
          number
          status
          cutoffAt
          publishedAt
          entryCount
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** Everything that was published of a draw. */
export const DRAW = /* GraphQL */ `
  query LotteryDraw($number: String!) {
    draw(number: $number) {
      id
      number
      status
      cutoffAt
      seedCommit
      committedAt
      entriesRoot
      entryCount
      closedAt
      seedReveal
      drawnAt
      notary
      notaryDocNo
      publishedAt
      voidReason
      campaign {
        id
        name
      }
      prizes {
        amount
        count
      }
      disqualifiedEntries
      winners {
        place
        entryId
        nameMasked
        amount
      }
    }
  }
`;

/** The ids of those who take part, in the order that goes into the digest: 5000 at a time. */
export const DRAW_ENTRIES = /* GraphQL */ `
  query LotteryDrawEntries($drawId: ID!, $after: String) {
    drawEntries(drawId: $drawId, after: $after) {
      ids
      next
    }
  }
`;
