import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useState } from "react";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { usePages } from "../platform/use-graph.ts";
import { AccessTimeline } from "./AccessTimeline.tsx";
import styles from "./access.module.css";
import { type Named, nameOf } from "./consent.ts";
import { MY_ACCESS_LOG, SHARES_ABOUT_ME } from "./ledger.documents.ts";
import { CONSENTED_APPS } from "./my-consents.documents.ts";

/** Every access to the taxpayer's data, by app and day; and who else has seen them. */
export function AccessLog({ environment }: { environment: EnvironmentName }): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [which, setWhich] = useState<"apps" | "others">("apps");
  const [appId, setAppId] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [ownUse, setOwnUse] = useState(false);
  const consents = usePages<Named & { id: string }>({
    environment,
    document: CONSENTED_APPS,
    field: "myConsents",
    variables: { first: 100 },
  });
  const apps = [
    ...new Map(consents.nodes.map((consent) => [consent.appId, nameOf(consent, english)] as const)),
  ];

  return (
    <div className={styles.log}>
      <fieldset className={styles.which}>
        <legend>
          <Translate id="log.which">谁的访问</Translate>
        </legend>
        <label>
          <input type="radio" name="which" checked={which === "apps"} onChange={() => setWhich("apps")} />
          <span>
            <Translate id="log.apps">我和我授权的应用</Translate>
          </span>
        </label>
        <label>
          <input type="radio" name="which" checked={which === "others"} onChange={() => setWhich("others")} />
          <span>
            <Translate id="log.others">税务人员、机构与依法共享</Translate>
          </span>
        </label>
      </fieldset>
      {which === "apps" ? (
        <>
          <div className={styles.filters}>
            <label>
              <span>
                <Translate id="log.app">应用</Translate>
              </span>
              <select className={ui.field} value={appId} onChange={(event) => setAppId(event.target.value)}>
                <option value="">{translate({ id: "log.allApps", message: "全部" })}</option>
                {apps.map(([id, name]) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <span>
                <Translate id="log.from">从</Translate>
              </span>
              <input
                type="date"
                className={ui.field}
                value={from}
                max={to || undefined}
                onChange={(event) => setFrom(event.target.value)}
              />
            </label>
            <label>
              <span>
                <Translate id="log.to">到</Translate>
              </span>
              <input
                type="date"
                className={ui.field}
                value={to}
                min={from || undefined}
                onChange={(event) => setTo(event.target.value)}
              />
            </label>
            <label className={styles.own}>
              <input type="checkbox" checked={ownUse} onChange={(event) => setOwnUse(event.target.checked)} />
              <span>
                <Translate id="log.own">也列出我在门户里的查看</Translate>
              </span>
            </label>
          </div>
          <AccessTimeline
            environment={environment}
            document={MY_ACCESS_LOG}
            field="myAccessLog"
            variables={{ appId: appId || null, from: from || null, to: to || null, ownUse }}
            withApp
          />
        </>
      ) : (
        <>
          <p className={ui.caption}>
            <Translate id="log.othersText">
              这些访问不需要您的授权，但每一次都记在您名下：税务人员办案、机构核验、依法报送与共享。
            </Translate>
          </p>
          <AccessTimeline
            environment={environment}
            document={SHARES_ABOUT_ME}
            field="sharesAboutMe"
            variables={{}}
            withApp
          />
        </>
      )}
    </div>
  );
}
