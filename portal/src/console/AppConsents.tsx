import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import { SignedOut } from "../components/SignedOut.tsx";
import ui from "../components/ui.module.css";
import { type Consent, purposeName, statusName } from "../consents/consent.ts";
import { ask, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { restore } from "../platform/session.ts";
import { usePages } from "../platform/use-graph.ts";
import { useAccount } from "../platform/use-session.ts";
import { day } from "../platform/words.ts";
import { CONSENTS_TO_APP, MY_APPS } from "./app-consents.documents.ts";
import styles from "./app-consents.module.css";
import { Deletion } from "./Deletion.tsx";

/** A consent as its app's vendor sees it. */
interface GivenToApp
  extends Pick<
    Consent,
    | "id"
    | "appId"
    | "appName"
    | "appNameEn"
    | "status"
    | "purposeCode"
    | "purposeText"
    | "grantedAt"
    | "expiresAt"
    | "deleteBy"
    | "receiptNo"
    | "attestation"
    | "items"
  > {
  taxpayer: { id: string; name: string } | null;
}

const STATUSES = ["ACTIVE", "SUSPENDED", "REVOKED", "EXPIRED"] as const;

interface App {
  id: string;
  name: string | null;
  nameEn: string | null;
}

/** Whoever is signed in picks an app; the graph shows it to its vendor's people and to nobody else. */
export function AppConsents(): JSX.Element {
  const { environment, signedIn } = useAccount();
  const session = typeof signedIn === "object" ? signedIn : undefined;

  if (!environment || signedIn === "unknown") return <div className={ui.skeleton} aria-busy="true" />;
  if (signedIn === "away")
    return <Failure failure={new GraphFailure([])} retry={() => void restore(environment)} />;
  if (signedIn === "no")
    return (
      <SignedOut
        environment={environment}
        heading={<Translate id="appConsents.signedOut">以服务商人员的身份登录</Translate>}
      >
        <Translate id="appConsents.signedOutText">
          登录时选择服务商企业。只有应用所属企业的人员能看到给它的授权。
        </Translate>
      </SignedOut>
    );
  if (!session) return <div className={ui.skeleton} aria-busy="true" />;
  return <VendorApps environment={environment} key={`${environment} ${session.taxpayerId}`} />;
}

/** The vendor's apps to choose among, and the consents to the chosen one. */
function VendorApps({ environment }: { environment: EnvironmentName }): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [apps, setApps] = useState<App[]>();
  const [failure, setFailure] = useState<GraphFailure>();
  const [round, setRound] = useState(0);
  const [chosen, setChosen] = useState("");
  const [filter, setFilter] = useState<string>("");
  useEffect(() => {
    if (round < 0) return;
    const control = new AbortController();
    setFailure(undefined);
    ask<{ myApps: App[] }>({ environment, document: MY_APPS, signal: control.signal }).then(
      ({ myApps }) => setApps(myApps),
      (error) =>
        control.signal.aborted || setFailure(error instanceof GraphFailure ? error : new GraphFailure([])),
    );
    return () => control.abort();
  }, [environment, round]);
  if (failure) return <Failure failure={failure} retry={() => setRound((before) => before + 1)} />;
  if (!apps) return <div className={ui.skeleton} aria-busy="true" />;
  const appId = chosen || apps[0]?.id;
  if (!appId)
    return (
      <div className={ui.empty}>
        <h2>
          <Translate id="appConsents.noApps">这家企业没有应用</Translate>
        </h2>
        <p>
          <Translate id="appConsents.noAppsText">
            只有应用所属的企业能看到给它的授权。请换一家企业登录。
          </Translate>
        </p>
      </div>
    );
  return (
    <div className={styles.page}>
      <div className={styles.filters}>
        <label className={styles.app}>
          <span>
            <Translate id="appConsents.app">应用</Translate>
          </span>
          <select className={ui.field} value={appId} onChange={(event) => setChosen(event.target.value)}>
            {apps.map(({ id, name, nameEn }) => (
              <option key={id} value={id}>
                {(english ? nameEn : name) ?? name ?? id}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>
            <Translate id="appConsents.status">状态</Translate>
          </span>
          <select className={ui.field} value={filter} onChange={(event) => setFilter(event.target.value)}>
            <option value="">{translate({ id: "appConsents.all", message: "全部" })}</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {statusName(status)}
              </option>
            ))}
            <option value="OVERDUE">
              {translate({ id: "appConsents.overdue", message: "逾期未声明删除" })}
            </option>
          </select>
        </label>
      </div>
      <Given environment={environment} appId={appId} filter={filter} key={appId} />
    </div>
  );
}

function Given({
  environment,
  appId,
  filter,
}: {
  environment: EnvironmentName;
  appId: string;
  filter: string;
}): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const pages = usePages<GivenToApp>({
    environment,
    document: CONSENTS_TO_APP,
    field: "consentsToApp",
    variables: {
      appId,
      first: 50,
      ...(filter === "OVERDUE" ? { overdue: true } : filter ? { status: filter } : {}),
    },
  });
  const { nodes, failure, state } = pages;
  if (state === "loading") return <div className={ui.skeleton} aria-busy="true" />;
  if (failure) return <Failure failure={failure} retry={pages.reload} />;
  if (nodes.length === 0)
    return (
      <div className={ui.empty}>
        <h2>
          <Translate id="appConsents.none">没有授权</Translate>
        </h2>
        <p>
          <Translate id="appConsents.noneText">
            还没有纳税人授权这个应用，或没有处于这种状态的授权。
          </Translate>
        </p>
      </div>
    );
  return (
    <>
      <table className={styles.table} aria-busy={pages.busy}>
        <thead>
          <tr>
            <th scope="col">
              <Translate id="appConsents.taxpayer">纳税人</Translate>
            </th>
            <th scope="col">
              <Translate id="appConsents.items">权限</Translate>
            </th>
            <th scope="col">
              <Translate id="appConsents.period">起止</Translate>
            </th>
            <th scope="col">
              <Translate id="appConsents.state">状态</Translate>
            </th>
            <th scope="col">
              <Translate id="appConsents.deletion">删除声明</Translate>
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((consent) => (
            <tr key={consent.id}>
              <th scope="row">
                {consent.taxpayer?.name ?? "—"}
                <small>{purposeName(consent)}</small>
              </th>
              <td data-label={translate({ id: "appConsents.items", message: "权限" })}>
                <ul>
                  {consent.items.map((item) => (
                    <li key={item.scope} title={english ? item.en : item.zh}>
                      <code>{item.scope}</code>
                    </li>
                  ))}
                </ul>
              </td>
              <td data-label={translate({ id: "appConsents.period", message: "起止" })}>
                {day(consent.grantedAt)} — {day(consent.expiresAt)}
              </td>
              <td data-label={translate({ id: "appConsents.state", message: "状态" })}>
                <span className={styles.status} data-status={consent.status}>
                  {statusName(consent.status)}
                </span>
              </td>
              <td data-label={translate({ id: "appConsents.deletion", message: "删除声明" })}>
                <Deletion
                  consent={consent}
                  environment={environment}
                  onAttested={(attestation) => pages.replace({ ...consent, attestation })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={ui.caption}>
        <Translate id="appConsents.attest">
          授权结束后 15 日内须删除所得数据并声明。可以在这里声明，也可以由应用（app:consents）调用
          attestDeletion。
        </Translate>
      </p>
      {pages.hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={pages.busy}>
          <Translate id="appConsents.more">再看更早的</Translate>
        </button>
      )}
    </>
  );
}
