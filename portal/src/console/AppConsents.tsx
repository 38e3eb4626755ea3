import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import { SignedOut } from "../components/SignedOut.tsx";
import ui from "../components/ui.module.css";
import { type Consent, purposeName, statusName } from "../consents/consent.ts";
import { GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { restore } from "../platform/session.ts";
import { usePages } from "../platform/use-graph.ts";
import { useAccount } from "../platform/use-session.ts";
import { day } from "../platform/words.ts";
import { CONSENTS_TO_APP } from "./app-consents.documents.ts";
import styles from "./app-consents.module.css";

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

/** The app looked at last; no secret. */
const LAST_APP = "open-tax-console-app";
const STATUSES = ["ACTIVE", "SUSPENDED", "REVOKED", "EXPIRED"] as const;

/** Whoever is signed in picks an app; the graph shows it to its vendor's people and to nobody else. */
export function AppConsents(): JSX.Element {
  const { environment, signedIn } = useAccount();
  const [appId, setAppId] = useState(() => localStorage.getItem(LAST_APP) ?? "");
  const [typed, setTyped] = useState(appId);
  const [filter, setFilter] = useState<string>("");

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
  return (
    <div className={styles.page}>
      <form
        className={styles.filters}
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = typed.trim();
          setAppId(chosen);
          localStorage.setItem(LAST_APP, chosen);
        }}
      >
        <label className={styles.app}>
          <span>
            <Translate id="appConsents.app">应用编号</Translate>
          </span>
          <input
            className={ui.field}
            value={typed}
            spellCheck={false}
            autoComplete="off"
            placeholder="app_…"
            pattern="\s*app_[0-9a-f\-]{36}\s*"
            onChange={(event) => setTyped(event.target.value)}
          />
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
        <button type="submit" className={ui.primary}>
          <Translate id="appConsents.show">查看</Translate>
        </button>
      </form>
      {appId ? (
        <Given environment={environment} appId={appId} filter={filter} key={`${environment} ${appId}`} />
      ) : (
        <div className={ui.empty}>
          <p>
            <Translate id="appConsents.choose">填入应用编号，查看给它的授权。</Translate>
          </p>
        </div>
      )}
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
            还没有纳税人授权这个应用，或它不属于您登录时选择的企业。
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
                <Deletion consent={consent} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={ui.caption}>
        <Translate id="appConsents.attest">
          删除声明由应用自己作出：以应用身份（app:consents）调用 attestDeletion，写明删除的条数。
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

/** Whether the app has said that it deleted what it had, or until when it must. */
function Deletion({ consent: { attestation, deleteBy } }: { consent: GivenToApp }): JSX.Element {
  if (attestation)
    return (
      <>
        {translate(
          { id: "appConsents.attested", message: "{at} 已声明，{count} 项" },
          { at: day(attestation.attestedAt), count: String(attestation.deletedItems) },
        )}
      </>
    );
  if (!deleteBy) return <>—</>;
  const late = Date.parse(deleteBy) < Date.now();
  return (
    <span className={late ? styles.late : undefined}>
      {late
        ? translate({ id: "appConsents.late", message: "已逾期（{at}）" }, { at: day(deleteBy) })
        : translate({ id: "appConsents.due", message: "{at} 前" }, { at: day(deleteBy) })}
    </span>
  );
}
