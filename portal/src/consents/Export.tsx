import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useRef, useState } from "react";
import { download } from "../components/download.ts";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { ask, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import type { Page } from "../platform/use-graph.ts";
import styles from "./consents.module.css";
import { MY_ACCESS_LOG } from "./ledger.documents.ts";
import { MY_CONSENTS } from "./my-consents.documents.ts";

/** What is exported: each a list of the graph, read page by page. */
const LISTS = {
  consents: { document: MY_CONSENTS, field: "myConsents", variables: { first: 100 } },
  accesses: { document: MY_ACCESS_LOG, field: "myAccessLog", variables: { first: 100, ownUse: true } },
} as const;
type List = keyof typeof LISTS;

/** Every row of a list as a line of JSON, a page at a time. */
async function* linesOf(list: List, environment: EnvironmentName, signal: AbortSignal) {
  const { document, field, variables } = LISTS[list];
  for (let after: string | null = null, more = true; more; ) {
    const data: Record<string, Page<object>> = await ask({
      environment,
      document,
      variables: { ...variables, after },
      signal,
    });
    const page = data[field];
    if (!page) return;
    yield page.nodes.map((node) => `${JSON.stringify(node)}\n`);
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
}

/** Takes the consents or the access log along, as JSON lines put together here in the browser. */
export function Export({ environment }: { environment: EnvironmentName }): JSX.Element {
  const [count, setCount] = useState<number>();
  const [failure, setFailure] = useState<GraphFailure>();
  const [said, setSaid] = useState("");
  const working = useRef<AbortController>(undefined);
  useEffect(() => () => working.current?.abort(), []);

  const take = async (list: List) => {
    const control = new AbortController();
    working.current = control;
    setFailure(undefined);
    setSaid("");
    setCount(0);
    try {
      const lines: string[] = [];
      for await (const some of linesOf(list, environment, control.signal)) {
        lines.push(...some);
        setCount(lines.length);
      }
      download(`${list}-${environment}.jsonl`, lines, "application/jsonl");
      setSaid(
        translate(
          { id: "export.done", message: "已导出 {count} 条，保存在您的设备上。" },
          { count: String(lines.length) },
        ),
      );
    } catch (error) {
      if (!control.signal.aborted) setFailure(error instanceof GraphFailure ? error : new GraphFailure([]));
    } finally {
      setCount(undefined);
    }
  };

  const busy = count !== undefined;
  return (
    <section className={styles.export}>
      <h2>
        <Translate id="export.title">导出</Translate>
      </h2>
      <p className={ui.caption}>
        <Translate id="export.text">每行一条 JSON，由您的浏览器逐页取回、拼成文件。</Translate>
      </p>
      <div className={ui.actions}>
        <button type="button" className={ui.quiet} disabled={busy} onClick={() => void take("consents")}>
          <Translate id="export.consents">导出授权</Translate>
        </button>
        <button type="button" className={ui.quiet} disabled={busy} onClick={() => void take("accesses")}>
          <Translate id="export.accesses">导出访问记录</Translate>
        </button>
        {busy && (
          <button type="button" className={ui.text} onClick={() => working.current?.abort()}>
            <Translate id="export.cancel">取消</Translate>
          </button>
        )}
      </div>
      <p role="status" className={ui.caption}>
        {busy ? translate({ id: "export.got", message: "已取 {count} 条…" }, { count: String(count) }) : said}
      </p>
      {failure && <Failure failure={failure} />}
    </section>
  );
}
