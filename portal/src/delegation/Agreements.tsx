import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { usePages } from "../platform/use-graph.ts";
import { AgreementCard } from "./AgreementCard.tsx";
import { MY_AGENCIES } from "./agency.documents.ts";
import type { Agreement, Standing } from "./agency.ts";
import styles from "./delegation.module.css";
import { StartAgreement } from "./StartAgreement.tsx";

export interface Shared {
  environment: EnvironmentName;
  standing: Standing;
  /** Counts the changes made on the page: the lists are then read anew. */
  round: number;
  onChange(said: string): void;
}

/** Reads a list again after each change made elsewhere on the page. */
export function useRound(round: number, reload: () => void): void {
  const seen = useRef(round);
  useEffect(() => {
    if (seen.current === round) return;
    seen.current = round;
    reload();
  }, [round, reload]);
}

/** The agency agreements of the taxpayer, and the way to a new one. */
export function Agreements({ environment, standing, round, onChange }: Shared): JSX.Element {
  const [starting, setStarting] = useState(false);
  const pages = usePages<Agreement>({
    environment,
    document: MY_AGENCIES,
    field: "myAgencies",
    variables: { first: 20 },
  });
  const { state, nodes, failure, reload } = pages;
  useRound(round, reload);
  return (
    <section className={styles.group} aria-busy={pages.busy || state === "loading"}>
      <header>
        <h2>
          <Translate id="agreements.heading">代理协议</Translate>
        </h2>
        <button
          type="button"
          className={ui.quiet}
          aria-expanded={starting}
          onClick={() => setStarting(!starting)}
        >
          {translate({ id: "agreements.start", message: "发起协议" })}
        </button>
      </header>
      {starting && (
        <StartAgreement
          environment={environment}
          standing={standing}
          onDone={() => {
            setStarting(false);
            onChange(translate({ id: "agreements.started", message: "已发起，等对方确认后生效。" }));
          }}
          onCancel={() => setStarting(false)}
        />
      )}
      {failure && <Failure failure={failure} retry={reload} />}
      {state === "loading" && <div className={ui.skeleton} />}
      {nodes.map((agreement) => (
        <AgreementCard
          key={agreement.id}
          agreement={agreement}
          environment={environment}
          standing={standing}
          onChange={onChange}
        />
      ))}
      {state === "ready" && nodes.length === 0 && (
        <div className={ui.empty}>
          <h3>
            <Translate id="agreements.none">还没有代理协议</Translate>
          </h3>
          <p>
            <Translate id="agreements.noneText">
              委托人与涉税专业服务机构，任何一方发起，另一方确认后生效。
            </Translate>
          </p>
        </div>
      )}
      {pages.hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={pages.busy}>
          <Translate id="agreements.more">再看更早的</Translate>
        </button>
      )}
    </section>
  );
}
