/** For whom the signed-in person acts, and as what. */
export const WHO_AM_I = /* GraphQL */ `
  query WhoAmI {
    myTaxpayer {
      id
      name
      tin
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
