/**
 * A bank verifies an invoice somebody handed in, and keeps a proof of the answer.
 *
 *   npm run example -- verify-an-invoice
 *   npm run example -- verify-an-invoice --number 25332000000000000001 --issued-on 2025-05-24 --total 4217.85
 *
 * The bank acts for itself: no person, no consent page. It proves who it is with its own key.
 */
import { parseArgs } from "node:util";
import { OpenTax } from "@open-tax/sdk";
import { clientCredentials } from "@open-tax/sdk/client-credentials";
import { sandbox } from "@open-tax/sdk/environment";
import { OpenTaxError } from "@open-tax/sdk/errors";
import { graphql } from "@open-tax/sdk/graphql";
import { privateKeyFrom } from "@open-tax/sdk/node";
import { checkResultSign } from "@open-tax/sdk/verify";

const origin = process.env.OPEN_TAX_ORIGIN ?? "http://localhost:4000";
const dataDir = process.env.OPEN_TAX_DATA ?? ".open-tax";

const { values: invoice } = parseArgs({
  options: {
    number: { type: "string", default: "25332000000000000001" },
    "issued-on": { type: "string", default: "2025-05-24" },
    total: { type: "string", default: "4217.85" },
    amount: { type: "string" },
    code: { type: "string" },
    "check-code": { type: "string" },
  },
});

const FOUND = {
  MATCH: "查验一致 · The invoice is genuine and everything given agrees with it",
  MISMATCH: "不一致 · The invoice exists, but something given differs; which one is never said",
  NOT_FOUND: "查无此票 · There is no such invoice",
  NOT_YET: "尚不可查验 · Too early to verify it",
  OUT_OF_WINDOW: "超过可查验年限 · Issued too long ago",
  LIMIT_REACHED: "今日查验次数已用完 · Looked up five times today already",
};

try {
  // #region first-call
  const environment = sandbox(origin);
  const clientId = "app_018f0000-0000-7000-8000-000000000002";
  const privateKey = await privateKeyFrom(`${dataDir}/sample-apps/${clientId}.jwk.json`);
  const auth = clientCredentials({ environment, clientId, privateKey, scope: ["invoice:verify"] });
  const platform = new OpenTax({ environment, auth });

  const VerifyInvoice = graphql(`
    query VerifyInvoice($input: VerifyInvoiceInput!) {
      verifyInvoice(input: $input) {
        outcome
        status
        face { issuedAt total totalInWords seller { name tin } buyer { name } }
        timesToday
        retryAt
        resultSign
      }
    }
  `);

  const input = {
    number: invoice.number,
    issuedOn: invoice["issued-on"],
    totalIncl: invoice.total,
    amountEx: invoice.amount,
    code: invoice.code,
    checkCode6: invoice["check-code"],
  };
  const { verifyInvoice: answer } = await platform.query(VerifyInvoice, { input });
  // #endregion

  console.log(`发票 Invoice ${input.number}\n${FOUND[answer.outcome]}（${answer.outcome}）`);
  if (answer.face) {
    const { seller, buyer, total, totalInWords, issuedAt } = answer.face;
    console.log(`  销方 Seller   ${seller.name}  ${seller.tin ?? ""}`);
    console.log(`  购方 Buyer    ${buyer.name}`);
    console.log(`  合计 Total    ¥${total}  ${totalInWords}`);
    console.log(`  开具 Issued   ${issuedAt}`);
    console.log(`  状态 Status   ${answer.status}`);
  }
  if (answer.retryAt) console.log(`  再试 Try again after ${answer.retryAt}`);

  // #region check-offline
  const keys = await (await fetch(environment.resultKeys)).json();
  const proof = await checkResultSign(answer.resultSign, keys, {
    issuer: environment.issuer,
    request: input,
  });
  // #endregion
  console.log(`\n签名有效，可留作凭据 · The signature is valid; keep it as proof`);
  console.log(`  ${proof.outcome} · ${proof.verifiedAt} · ${proof.iss}`);
} catch (error) {
  if (!(error instanceof OpenTaxError)) throw error;
  for (const { code, message, messageEn } of error.problems)
    console.error(`${code}\n  ${message}\n  ${messageEn}`);
  if (error.requestId) console.error(`  请求编号 Request ${error.requestId}`);
  process.exitCode = 1;
}
