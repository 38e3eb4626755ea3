import { randomUUID } from "node:crypto";
import { makeUscc, organisationCode } from "../../identifiers/uscc.ts";
import type { Caller } from "../../platform/caller.ts";
import type { Subgraph } from "../../platform/subgraph.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../../sample-data/fixture.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { consents } from "../subgraph.ts";

export type Board = Awaited<ReturnType<typeof testSubgraph>>;

/** The apps agencies use in these tests. */
export const APPS = ["app_books", "app_returns"];
/** A second agency, besides the sample's. */
export const SECOND_AGENCY = fixtureTaxpayerId(22);

/** Its number. */
export const SECOND_TIN = makeUscc("91", "330106", organisationCode("MA2DEM04"));

/** The consents subgraph on a database with the sample registry, officers and agency, two apps and a second agency. */
export const agencyBoard = (subgraph: Subgraph = consents): Promise<Board> =>
  testSubgraph(subgraph, {
    seed: async (database) => {
      await loadSampleData(database, { invoices: 0 });
      for (const app of APPS)
        await database.writer.query(
          "insert into oauth_client (id, metadata, vendor, vendor_en, name_en) values ($1, '{}', 'v', 'v', 'n')",
          [app],
        );
      await database.writer.query(
        `insert into taxpayer (id, tin, uscc, uscc_check_waived, name, kind, region_code, address, authority_code, status)
         select $1, $3, null, true, '示例税务代理有限公司', kind, region_code, address, authority_code, status
         from taxpayer where id = $2`,
        [SECOND_AGENCY, fixtureTaxpayerId(21), SECOND_TIN],
      );
      await database.writer.query(
        "insert into agency (id, taxpayer_id, band, points, real_name_since) values ('agn_2', $1, 'TSC3', 210, '2026-01-01')",
        [SECOND_AGENCY],
      );
      await database.writer.query(
        "insert into person_role (id, person_id, taxpayer_id, role, status, valid_from) values ('pr_second', $1, $2, 'LEGAL_REP', 'ACTIVE', '2022-01-01')",
        [fixturePersonId(43), SECOND_AGENCY],
      );
    },
  });

/** A person in the platform's portal, for a taxpayer. */
export const inPortal = (person: number, taxpayerId: string): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_portal",
  personId: fixturePersonId(person),
  taxpayerId,
  consentId: "cst_own",
  purpose: "OWN_USE",
  scopes: ["public:read", "consent:manage"],
});

/** Runs a mutation; answers its noun or the codes of the refusal. */
export async function act(
  board: Board,
  as: Caller,
  mutation: string,
  input: object,
  show = "id status",
  at?: string,
) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const known = /^(confirm|refuse|withdraw|end)Agency$/.test(mutation) ? "AgencyStepInput" : type;
  const noun = /Delegation$/.test(mutation) ? "agentDelegation" : "agencyAgreement";
  const { data, errors } = await board.run(
    `mutation ($input: ${known}!) { ${mutation}(input: $input) { ${noun} { ${show} } userErrors { code } } }`,
    { as, input: { ...input, idempotencyKey: randomUUID() }, ...(at ? { at } : {}) },
  );
  const codes = errors
    ? errors.flatMap(({ extensions, message }) =>
        ((extensions?.problems ?? [{ code: message }]) as { code: string }[]).map(({ code }) => code),
      )
    : data[mutation].userErrors.map(({ code }: { code: string }) => code);
  return { noun: data?.[mutation]?.[noun] ?? null, codes: codes as string[] };
}
