import Link from "@docusaurus/Link";
import { useHistory, useLocation } from "@docusaurus/router";
import Translate from "@docusaurus/Translate";
import type { JSX } from "react";
import { useWho } from "../account/use-who.ts";
import { Failure } from "../components/Failure.tsx";
import { SignedOut } from "../components/SignedOut.tsx";
import ui from "../components/ui.module.css";
import { GraphFailure } from "../platform/graph.ts";
import { restore } from "../platform/session.ts";
import { useAccount } from "../platform/use-session.ts";
import { environmentName } from "../platform/words.ts";
import { AccessLog } from "./AccessLog.tsx";
import { Consents } from "./Consents.tsx";
import styles from "./consents.module.css";
import { Disputes } from "./Disputes.tsx";
import { Export } from "./Export.tsx";

/** What stands below the heading: the two views, for whoever is signed in. */
export function MyConsents(): JSX.Element {
  const { environment, signedIn } = useAccount();
  const session = typeof signedIn === "object" ? signedIn : undefined;
  const who = useWho(session);
  const { pathname, search } = useLocation();
  const history = useHistory();
  const tab = new URLSearchParams(search).get("tab");

  if (!environment || signedIn === "unknown") return <div className={ui.skeleton} aria-busy="true" />;
  if (signedIn === "away")
    return <Failure failure={new GraphFailure([])} retry={() => void restore(environment)} />;
  if (!session)
    return (
      <SignedOut
        environment={environment}
        heading={<Translate id="mine.signedOut">登录后查看您的授权</Translate>}
      >
        <Translate id="mine.signedOutText">
          您会看到每个应用能读什么、读过什么，并可随时撤回。沙箱里都是虚构的样例，可以放心试。
        </Translate>
      </SignedOut>
    );
  const turn = (to?: "log" | "disputes") => history.replace(to ? `${pathname}?tab=${to}` : pathname);
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <nav className={styles.tabs}>
          <button
            type="button"
            aria-current={tab !== "log" && tab !== "disputes" ? "page" : undefined}
            onClick={() => turn()}
          >
            <Translate id="mine.consents">授权</Translate>
          </button>
          <button type="button" aria-current={tab === "log" ? "page" : undefined} onClick={() => turn("log")}>
            <Translate id="mine.log">访问记录</Translate>
          </button>
          <button
            type="button"
            aria-current={tab === "disputes" ? "page" : undefined}
            onClick={() => turn("disputes")}
          >
            <Translate id="mine.disputes">异议</Translate>
          </button>
        </nav>
        {tab === "log" && <AccessLog environment={environment} key={`log ${environment}`} />}
        {tab === "disputes" && <Disputes environment={environment} key={`disputes ${environment}`} />}
        {tab !== "log" && tab !== "disputes" && <Consents environment={environment} key={environment} />}
      </div>
      <aside className={styles.aside}>
        <section>
          <h2>
            <Translate id="mine.forWhom">您在为谁查看</Translate>
          </h2>
          <p className={styles.taxpayer}>{who?.taxpayerName ?? "…"}</p>
          <p className={ui.caption}>
            {who?.tin} {environmentName(environment)}
          </p>
          <p className={ui.caption}>
            <Translate id="mine.switch">要为另一家企业查看：在账户菜单里退出，再登录并选择它。</Translate>
          </p>
        </section>
        <section>
          <h2>
            <Translate id="mine.promises">平台的承诺</Translate>
          </h2>
          <ul>
            <li>
              <Translate id="mine.promise.atOnce">撤回立即生效，应用的下一次访问就被拒绝。</Translate>
            </li>
            <li>
              <Translate id="mine.promise.recorded">每次访问都留下记录，封存后谁也改不了。</Translate>
            </li>
            <li>
              <Translate id="mine.promise.deleted">授权结束后 15 日内，应用须删除数据并作出声明。</Translate>
            </li>
          </ul>
          <Link to="/docs/concepts/consent">
            <Translate id="mine.more">授权是怎么回事</Translate>
          </Link>
        </section>
        <Export environment={environment} />
        <section>
          <h2>
            <Translate id="mine.agencies">代理机构</Translate>
          </h2>
          <p className={ui.caption}>
            <Translate id="mine.agenciesText">请了机构代办？协议、邀请和代理授权在另一页。</Translate>
          </p>
          <Link to="/delegation">
            <Translate id="mine.toAgencies">管理代理关系</Translate>
          </Link>
        </section>
      </aside>
    </div>
  );
}
