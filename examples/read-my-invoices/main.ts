/**
 * A bookkeeping app reads the invoices of a company that has consented.
 *
 *   npm run example -- read-my-invoices
 *   npm run example -- read-my-invoices --last 50
 *
 * The first run shows the consent page in the browser. The second needs none: the tokens are kept in a file and renewed
 * for as long as the consent lives. Withdraw the consent, and the next run says so.
 */
import { parseArgs } from "node:util";
import { OpenTax } from "@open-tax/sdk";
import { authorizationCode } from "@open-tax/sdk/authorization-code";
import { sandbox } from "@open-tax/sdk/environment";
import { OpenTaxError } from "@open-tax/sdk/errors";
import { graphql } from "@open-tax/sdk/graphql";
import { fileStore, privateKeyFrom, signIn } from "@open-tax/sdk/node";

const origin = process.env.OPEN_TAX_ORIGIN ?? "http://localhost:4000";
const dataDir = process.env.OPEN_TAX_DATA ?? ".open-tax";
const { values: options } = parseArgs({ options: { last: { type: "string", default: "30" } } });

// #region consent
const environment = sandbox(origin);
const clientId = "app_018f0000-0000-7000-8000-000000000001";
const redirectUri = "http://127.0.0.1:4100/callback";
const auth = authorizationCode({
  environment,
  clientId,
  redirectUri,
  privateKey: await privateKeyFrom(`${dataDir}/sample-apps/${clientId}.jwk.json`),
  scope: ["taxpayer:read", "invoice:read"],
  taxData: { purpose: "BOOKKEEPING", periodFrom: "2025-01-01", periodTo: "2026-12-31" },
  store: fileStore(`${dataDir}/sessions/read-my-invoices.json`),
});
// #endregion

try {
  // #region first-call
  if (!(await auth.isSignedIn())) await signIn(auth, { redirectUri });
  const platform = new OpenTax({ environment, auth });

  const MyTaxpayer = graphql(`
    query MyTaxpayer {
      myTaxpayer { name tin authority { name } }
    }
  `);
  const { data, requestId } = await platform.ask(MyTaxpayer);
  // #endregion
  const company = data?.myTaxpayer;
  console.log(
    company
      ? `${company.name}  ${company.tin}  ${company.authority?.name ?? ""}`
      : "未授权读取企业信息 · The taxpayer's own data were not granted",
  );
  console.log(`请求编号 Request ${requestId ?? "-"}\n`);

  // #region pages
  const ReceivedInvoices = graphql(`
    query ReceivedInvoices($first: Int!, $after: String) {
      invoices(direction: PURCHASES, first: $first, after: $after) {
        nodes {
          number
          issuedOn
          total
          status
          seller { name taxpayer { name tin } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  `);
  let left = Number(options.last);
  for await (const { issuedOn, number, total, seller, status } of platform.pages(
    ReceivedInvoices,
    { first: 10 },
    ({ invoices }) => invoices,
  )) {
    console.log(
      `${issuedOn}  ${number.padEnd(20)}  ¥${total.padStart(12)}  ${status.padEnd(10)}  ${seller.taxpayer?.name ?? seller.name}`,
    );
    if (--left <= 0) break;
  }
  // #endregion
} catch (error) {
  if (!(error instanceof OpenTaxError)) throw error;
  // #region refused
  if (error.has("CONSENT_REVOKED") || error.has("CONSENT_EXPIRED") || error.has("SIGN_IN_REQUIRED")) {
    console.error("纳税人已撤回授权，或授权已到期：应用不能再读取任何数据。再次运行本示例可以重新请求授权。");
    console.error(
      "The taxpayer has withdrawn the consent, or it has ended: nothing can be read any more. Run this again to ask anew.",
    );
    await auth.signOut();
  } else {
    for (const { code, message, messageEn } of error.problems)
      console.error(`${code}\n  ${message}\n  ${messageEn}`);
  }
  // #endregion
  if (error.requestId) console.error(`请求编号 Request ${error.requestId}`);
  process.exitCode = 1;
}
