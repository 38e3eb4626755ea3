import { type Problem, Refusal } from "../platform/refusal.ts";
import { clientFact } from "./clients.ts";
import { consentPage } from "./consent-page.ts";
import { grant } from "./grant.ts";
import { type Choice, chosen, type Offer, offerOf, textOf } from "./offer.ts";
import type { Steps } from "./steps.ts";
import { taxDataOf } from "./tax-data.ts";
import type { Visit } from "./visit.ts";

/** The second step: what is allowed, to whom, for how long? `leaveSession` lets another person sign in. */
export function consentStep(
  { options, provider, catalogue, show, finish }: Steps,
  leaveSession: (visit: Visit) => Promise<void>,
) {
  const { environment, log, registry } = options;
  const { database } = environment;

  async function offerFor({ interaction }: Visit): Promise<Offer | undefined> {
    const { session, params } = interaction;
    if (!session) return undefined;
    const [client, person, actsFor] = await Promise.all([
      clientFact(database.writer, String(params.client_id)),
      registry.personById(database.reader, session.accountId),
      registry.actsFor(database.reader, session.accountId),
    ]);
    if (!client || !person) return undefined;
    return offerOf({
      client,
      person,
      acr: session.acr ?? "L1",
      params,
      details: taxDataOf(params),
      actsFor,
      catalogue,
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
      consentPage(offer, language, { action, token, sha256: textOf(offer, language).sha256, ...more }),
      more.problems ? 422 : 200,
    );
  }

  async function decide(visit: Visit, form: URLSearchParams): Promise<void> {
    const decision = form.get("decision");
    if (decision === "switch") {
      await leaveSession(visit);
      return finish(visit, {});
    }
    const offer = await offerFor(visit);
    if (!offer) return finish(visit, {});
    if (decision !== "grant") {
      const able = offer.subjects.some(({ problem }) => !problem);
      return finish(visit, {
        error: "access_denied",
        error_description: able
          ? "the person declined"
          : "only a legal representative, a financial officer or the person concerned may consent",
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
    try {
      const consentId = await grant({
        provider,
        environment,
        catalogue,
        offer,
        picked,
        text: shown,
        params: visit.interaction.params,
      });
      log.info({ consentId, appId: offer.client.id }, "a consent was given");
      return await finish(visit, { consent: { grantId: consentId } });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return decisionPage(visit, offer, { choice, problems: error.problems });
    }
  }

  return { offerFor, page: decisionPage, decide };
}
