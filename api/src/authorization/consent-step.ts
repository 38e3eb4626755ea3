import { type RequestFact, requestsOf } from "../consents/facts.ts";
import { type Problem, Refusal } from "../platform/refusal.ts";
import { clientFact } from "./clients.ts";
import { consentPage } from "./consent-page.ts";
import { grant, request, useApproved } from "./grant.ts";
import { type Choice, chosen, type Offer, offerOf, textOf } from "./offer.ts";
import { levelOf } from "./sign-in-level.ts";
import type { Steps } from "./steps.ts";
import { taxDataOf, taxScopes } from "./tax-data.ts";
import type { Visit } from "./visit.ts";
import { waitingPage } from "./waiting-page.ts";

/** What the app is told while another person still has to approve; it hears by event when that is done, and starts again. */
const PENDING = { error: "access_denied", error_description: "approval_pending" };

/** The second step: what is allowed, to whom, for how long? `leaveSession` lets another person sign in. */
export function consentStep(
  { options, provider, catalogue, show, finish }: Steps,
  leaveSession: (visit: Visit) => Promise<void>,
) {
  const { environment, log, registry, releases } = options;
  const { database } = environment;

  async function offerFor({ interaction }: Visit): Promise<Offer | undefined> {
    const { session, params } = interaction;
    if (!session) return undefined;
    const [client, person, actsFor, signedIn] = await Promise.all([
      clientFact(database.writer, String(params.client_id)),
      registry.personById(database.reader, session.accountId),
      registry.actsFor(database.reader, session.accountId),
      provider.Session.findByUid(session.uid),
    ]);
    if (!client || client.status === "SUSPENDED" || !person) return undefined;
    const release = client.firstParty
      ? undefined
      : await releases?.currentRelease(database.reader, client.id);
    return offerOf({
      client,
      person,
      acr: levelOf(signedIn),
      params,
      details: taxDataOf(params),
      actsFor,
      catalogue,
      release,
    });
  }

  function decisionPage(
    visit: Visit,
    offer: Offer,
    more: { choice?: Choice; problems?: readonly Problem[] } = {},
  ): void {
    const { action, token, language } = visit;
    show(
      visit,
      consentPage(offer, language, {
        action,
        token,
        sha256: textOf(offer, language).sha256,
        ...(environment.name === "production"
          ? { account: `${new URL(environment.issuer).pathname}/account` }
          : {}),
        ...more,
      }),
      more.problems ? 422 : 200,
    );
  }

  /** The same request as one that waits, or that another person has approved meanwhile. */
  async function earlier({ interaction: { params } }: Visit, offer: Offer): Promise<RequestFact | undefined> {
    const details = taxDataOf(params);
    const asked = taxScopes(params.scope);
    const asking = offer.subjects.filter(({ asks }) => asks).map(({ taxpayerId }) => taxpayerId);
    if (!details || asking.length === 0) return undefined;
    const same = (await requestsOf(database.writer, { appId: offer.client.id, personId: offer.person.id }))
      .filter(({ taxpayerId }) => asking.includes(taxpayerId))
      .filter(({ taxpayerId }) => !details.taxpayer || details.taxpayer === taxpayerId)
      .filter(({ purpose }) => purpose === details.purpose)
      .filter(({ periodFrom, periodTo }) => periodFrom === offer.periodFrom && periodTo === offer.periodTo)
      .filter((before) => asked.every((scope) => before.asked.includes(scope)));
    // Whoever acts for several companies and has used an approval already may now mean another company.
    const settled = offer.subjects.length === 1 || details.taxpayer !== undefined;
    return same.find(({ status, used }) => settled || status === "AWAITING_APPROVAL" || !used);
  }

  /** Shows the page – unless what is asked was approved meanwhile, or still waits. */
  async function open(visit: Visit): Promise<void> {
    const offer = await offerFor(visit);
    if (!offer) return finish(visit, {});
    const before = await earlier(visit, offer);
    if (!before) return decisionPage(visit, offer);
    if (before.status !== "ACTIVE") {
      const { action, token, language } = visit;
      return show(visit, waitingPage(offer, before, language, { action, token }));
    }
    const grantId = await useApproved({ provider, environment, params: visit.interaction.params }, before);
    return finish(visit, { consent: { grantId } });
  }

  /** Asks for a passkey before the page goes on: the request now demands L3. */
  async function stepUp(visit: Visit): Promise<void> {
    const { interaction } = visit;
    Object.assign(interaction, { params: { ...interaction.params, acr_values: "L3" } });
    await interaction.persist();
    return finish(visit, {});
  }

  async function decide(visit: Visit, form: URLSearchParams): Promise<void> {
    const decision = form.get("decision");
    if (decision === "switch") {
      await leaveSession(visit);
      return finish(visit, {});
    }
    if (decision === "passkey") return stepUp(visit);
    const offer = await offerFor(visit);
    if (!offer) return finish(visit, {});
    if (decision === "later") return finish(visit, PENDING);
    if (decision !== "grant") {
      const able = offer.subjects.some(({ problem }) => !problem);
      return finish(visit, {
        error: "access_denied",
        error_description: able
          ? "the person declined"
          : "only a legal representative, a financial officer, the person concerned or a child's guardian may consent",
      });
    }
    const shown = textOf(offer, visit.language);
    if (form.get("text") !== shown.sha256) return decisionPage(visit, offer);
    const choice: Choice = {
      taxpayerId: form.get("taxpayer") ?? undefined,
      scopes: form.getAll("scope"),
      months: Number(form.get("months")) || 0,
    };
    const picked = chosen(offer, choice);
    if ("problems" in picked) return decisionPage(visit, offer, { choice, problems: picked.problems });
    const { params } = visit.interaction;
    const decided = { provider, environment, catalogue, offer, picked, text: shown, params };
    try {
      if (picked.subject.asks && !offer.client.firstParty) {
        const consentId = await request(decided);
        log.info({ consentId, appId: offer.client.id }, "a consent waits for approval");
        return await finish(visit, PENDING);
      }
      const consentId = await grant(decided);
      log.info({ consentId, appId: offer.client.id }, "a consent was given");
      return await finish(visit, { consent: { grantId: consentId } });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return decisionPage(visit, offer, { choice, problems: error.problems });
    }
  }

  return { open, decide };
}
