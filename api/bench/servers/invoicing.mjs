import { pino } from "pino";
import { Authentication } from "../../dist/gateway/authentication.js";
import { auditNumbering } from "../../dist/invoices/issuing/numbering-audit.js";
import { startWorker } from "../../dist/worker.js";
import { caller, graphOf } from "../platform.mjs";
import { federated, serve } from "./ours.mjs";

const { consentId: _none, ...mayIssue } = caller;
let sellers = [caller.taxpayerId];
let calls = 0;

/** The platform with its worker, for an app that reads, verifies and issues; the sellers take turns. */
export async function invoicing({ environment }) {
  const scopes = Object.freeze(["public:read", "invoice:read", "invoice:issue", "invoice:verify"]);
  Authentication.prototype.authenticate = () => ({
    caller: { ...mayIssue, purpose: undefined, scopes, taxpayerId: sellers[calls++ % sellers.length] },
  });
  await startWorker(environment, environment.ownerUrl, pino({ level: "error" }));
  const { subgraphs, supergraphSdl } = graphOf();
  return serve(environment, supergraphSdl, federated(subgraphs, supergraphSdl));
}

/** From here on these taxpayers issue. */
export function actAs(taxpayers) {
  sellers = taxpayers;
}

/** Nothing has been verified today. */
export const forgetLookUps = ({ database }) =>
  database.writer
    .query("delete from invoice_lookup")
    .then(() => database.writer.query("delete from verified_match"));

/** The auditor's view of what was issued. */
export const audited = ({ database }) => auditNumbering(database.writer);
