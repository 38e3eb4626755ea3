import Translate from "@docusaurus/Translate";
import { type JSX, useState } from "react";
import { runtimeConfig } from "../platform/runtime-config.ts";
import styles from "./home.module.css";
import { PUBLIC_QUERY } from "./public-query.ts";

type Answer =
  | { state: "idle" | "asking" }
  | { state: "answered"; text: string; millis: number }
  | { state: "failed" };

async function ask(): Promise<Answer> {
  const { graph } = (await runtimeConfig()).environments.sandbox;
  const started = performance.now();
  const response = await fetch(graph, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: PUBLIC_QUERY }),
  });
  const { data, errors } = await response.json();
  const millis = Math.max(1, Math.round(performance.now() - started));
  return { state: "answered", text: JSON.stringify(errors ? { errors } : { data }, null, 2), millis };
}

/** A public query that runs against the live sandbox. */
export function PublicQuery(): JSX.Element {
  const [answer, setAnswer] = useState<Answer>({ state: "idle" });
  const run = () => {
    setAnswer({ state: "asking" });
    ask().then(setAnswer, () => setAnswer({ state: "failed" }));
  };
  return (
    <div className={styles.query}>
      <div className={styles.queryHead}>
        <span>
          <Translate id="home.query.title">公开查询，无需登录</Translate>
        </span>
        <button className={styles.run} type="button" onClick={run} disabled={answer.state === "asking"}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M4 2.5v11l9-5.5z" />
          </svg>
          <Translate id="home.query.run">运行</Translate>
        </button>
      </div>
      <pre className={styles.document}>{PUBLIC_QUERY}</pre>
      <div className={styles.answer} role="status">
        {answer.state === "answered" ? (
          <>
            <pre>{answer.text}</pre>
            <span className={styles.millis}>{answer.millis} ms</span>
          </>
        ) : answer.state === "failed" ? (
          <p>
            <Translate id="home.query.failed">没有连上平台。请确认它正在运行，再试一次。</Translate>
          </p>
        ) : (
          <p>
            {answer.state === "asking" ? (
              <Translate id="home.query.asking">正在查询…</Translate>
            ) : (
              <Translate id="home.query.idle">点“运行”，看沙箱此刻的回答。</Translate>
            )}
          </p>
        )}
      </div>
    </div>
  );
}
