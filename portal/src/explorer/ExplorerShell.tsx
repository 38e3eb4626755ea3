import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, lazy, Suspense, useState } from "react";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { signOut } from "../platform/session.ts";
import { signIn } from "../platform/sign-in.ts";
import { useAccount } from "../platform/use-session.ts";
import { type SavedQuery, savedQueries } from "./examples.ts";
import styles from "./explorer.module.css";

const Explorer = lazy(() => import("./Explorer.tsx"));

/** A query handed over by a link, a tab's earlier content (then nothing), or the first saved query. */
function firstContent(): Pick<SavedQuery, "document" | "variables"> | undefined {
  const parameters = new URLSearchParams(location.search);
  const document = parameters.get("query");
  if (!document) return sessionStorage.getItem("graphiql:tabState") ? undefined : savedQueries[0];
  try {
    return { document, variables: JSON.parse(parameters.get("variables") || "null") ?? undefined };
  } catch {
    return { document };
  }
}

/** What surrounds GraphiQL: the environment, the sandbox person, the saved queries. */
export function ExplorerShell(): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const { signedIn } = useAccount("sandbox");
  const session = typeof signedIn === "object" ? signedIn : undefined;
  const [environment, setEnvironment] = useState<EnvironmentName>("sandbox");
  const [chosen, setChosen] = useState<SavedQuery>();
  const [initial] = useState(firstContent);
  const [failure, setFailure] = useState<string>();

  const enter = () => {
    setFailure(undefined);
    signIn({ environment: "sandbox", returnTo: location.pathname }).catch((error: Error) =>
      setFailure(error.message),
    );
  };

  return (
    <main className={styles.page}>
      <div className={styles.bar}>
        <h1 className={styles.title}>
          <Translate id="explorer.heading">API 调试台</Translate>
        </h1>
        <select
          className={styles.environment}
          aria-label={translate({ id: "explorer.environment", message: "环境" })}
          value={environment}
          onChange={(event) => setEnvironment(event.target.value as EnvironmentName)}
        >
          <option value="sandbox">{translate({ id: "explorer.sandbox", message: "沙箱" })}</option>
          <option value="production">{translate({ id: "explorer.production", message: "生产" })}</option>
        </select>
        <fieldset
          className={styles.queries}
          aria-label={translate({ id: "explorer.saved", message: "示例查询" })}
        >
          {savedQueries.map((query) => (
            <button
              className={styles.query}
              type="button"
              key={query.id}
              onClick={() => setChosen({ ...query })}
            >
              {english ? query.titleEn : query.title}
              {query.signedIn && !session && (
                <svg className={styles.lock} viewBox="0 0 16 16" role="img">
                  <title>{translate({ id: "explorer.needsSignIn", message: "需登录" })}</title>
                  <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2H12a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h.5Zm1.5 0h4V5a2 2 0 1 0-4 0v2Z" />
                </svg>
              )}
            </button>
          ))}
        </fieldset>
        <div className={styles.person} aria-live="polite">
          {failure && <span className={styles.failure}>{failure}</span>}
          {environment === "production" ? (
            <span className={styles.note}>
              <Translate id="explorer.productionNote">
                生产环境只运行已登记的操作，这里仅限公开查询（不带登录身份）
              </Translate>
            </span>
          ) : session ? (
            <>
              <span className={styles.signedIn} title={session.scope}>
                <Translate id="explorer.signedIn">已登录沙箱</Translate>
              </span>
              <button className={styles.quiet} type="button" onClick={() => void signOut("sandbox")}>
                <Translate id="explorer.signOut">退出</Translate>
              </button>
            </>
          ) : (
            <button className={styles.signIn} type="button" onClick={enter}>
              <Translate id="explorer.signIn">以样例人员登录</Translate>
            </button>
          )}
        </div>
      </div>
      <Suspense
        fallback={
          <p className={styles.loading}>
            <Translate id="explorer.loading">正在载入调试台…</Translate>
          </p>
        }
      >
        <div className={styles.graphiql}>
          <Explorer environment={environment} initial={initial} chosen={chosen} />
        </div>
      </Suspense>
    </main>
  );
}
