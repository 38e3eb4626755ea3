import Link from "@docusaurus/Link";
import { useLocation } from "@docusaurus/router";
import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { type Pages, usePages } from "../platform/use-graph.ts";
import { ApprovalRequest } from "./ApprovalRequest.tsx";
import { ConsentCard } from "./ConsentCard.tsx";
import { type Consent, ENDED } from "./consent.ts";
import styles from "./consents.module.css";
import { MY_CONSENTS } from "./my-consents.documents.ts";

const matches = (consent: Consent, sought: string): boolean =>
  [
    consent.appName,
    consent.appNameEn,
    consent.vendorName,
    consent.vendorNameEn,
    consent.purposeText,
    consent.receiptNo,
    ...consent.items.flatMap(({ zh, en, scope }) => [zh, en, scope]),
  ].some((text) => text?.toLowerCase().includes(sought));

function useConsents(
  environment: EnvironmentName,
  status: Consent["status"] | undefined,
  sought: string,
  also: (consent: Consent) => boolean = () => true,
): Pages<Consent> {
  const filtered = sought !== "" || status === undefined;
  return usePages<Consent>({
    environment,
    document: MY_CONSENTS,
    field: "myConsents",
    variables: { status, first: 20 },
    ...(filtered
      ? {
          keep: {
            key: `q ${sought}`,
            test: (consent: Consent) => also(consent) && (sought === "" || matches(consent, sought)),
          },
        }
      : {}),
  });
}

interface GroupProps {
  title: ReactNode;
  pages: Pages<Consent>;
  /** Said when there is nothing; nothing is shown at all without it. */
  empty?: ReactNode;
  children(consent: Consent): ReactNode;
}

/** One group of consents, with its states. */
function Group({ title, pages, empty, children }: GroupProps): JSX.Element | null {
  const { state, nodes, failure, hasMore, busy } = pages;
  if (state === "ready" && nodes.length === 0 && !hasMore && !empty) return null;
  return (
    <section className={styles.group} aria-busy={busy || state === "loading"}>
      <h2>{title}</h2>
      {failure && <Failure failure={failure} retry={pages.reload} />}
      {state === "loading" && <div className={ui.skeleton} />}
      {nodes.map(children)}
      {state === "ready" && nodes.length === 0 && !hasMore && empty}
      {hasMore && (
        <button type="button" className={ui.quiet} onClick={pages.loadMore} disabled={busy}>
          <Translate id="consents.more">再看更早的</Translate>
        </button>
      )}
    </section>
  );
}

/** Every consent of the taxpayer: what waits for a decision, what is in force, what has ended. */
export function Consents({ environment }: { environment: EnvironmentName }): JSX.Element {
  const { search } = useLocation();
  const opened = new URLSearchParams(search).get("consent");
  const [sought, setSought] = useState("");
  const needle = useDeferredValue(sought.trim().toLowerCase());
  const [state, setState] = useState<"all" | "now" | "ended">("all");
  const awaiting = useConsents(environment, "AWAITING_APPROVAL", needle);
  const active = useConsents(environment, "ACTIVE", needle);
  const suspended = useConsents(environment, "SUSPENDED", needle);
  const ended = useConsents(environment, undefined, needle, ({ status }) => ENDED.includes(status));
  const groups = [awaiting, active, suspended, ended];
  const [announced, setAnnounced] = useState("");

  const { reload: reloadAwaiting } = awaiting;
  const { reload: reloadActive } = active;
  useEffect(() => {
    const look = () => {
      if (document.hidden) return;
      reloadAwaiting();
      reloadActive();
    };
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, [reloadAwaiting, reloadActive]);

  const card = (pages: Pages<Consent>) => (consent: Consent) => (
    <ConsentCard
      key={consent.id}
      consent={consent}
      environment={environment}
      opened={opened === consent.id}
      onChange={(changed) => {
        pages.replace(changed);
        if (changed.status === "REVOKED")
          setAnnounced(translate({ id: "consents.withdrawn", message: "已撤回，立即生效。" }));
      }}
    />
  );
  const nothing = (
    <div className={ui.empty}>
      {needle ? (
        <>
          <h3>{translate({ id: "consents.noMatch", message: "没有与“{sought}”相符的授权" }, { sought })}</h3>
          <button type="button" className={ui.quiet} onClick={() => setSought("")}>
            <Translate id="consents.clear">清除搜索</Translate>
          </button>
        </>
      ) : (
        <>
          <h3>
            <Translate id="consents.none">现在没有生效的授权</Translate>
          </h3>
          <p>
            <Translate id="consents.noneText">
              没有任何应用能读您的数据。以后您在应用里同意授权，会在这里看到它能看什么、看过什么。
            </Translate>
          </p>
          <Link className={ui.quiet} to="/docs/concepts/consent">
            <Translate id="consents.how">授权是怎么回事</Translate>
          </Link>
        </>
      )}
    </div>
  );

  return (
    <>
      <search className={styles.filters}>
        <input
          type="search"
          className={ui.field}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          placeholder={translate({ id: "consents.search", message: "搜索应用、服务商、数据或回执号" })}
          aria-label={translate({ id: "consents.search", message: "搜索应用、服务商、数据或回执号" })}
        />
        <select
          className={ui.field}
          value={state}
          aria-label={translate({ id: "consents.state", message: "状态" })}
          onChange={(event) => setState(event.target.value as typeof state)}
        >
          <option value="all">{translate({ id: "consents.all", message: "全部状态" })}</option>
          <option value="now">{translate({ id: "consents.now", message: "待同意与生效中" })}</option>
          <option value="ended">{translate({ id: "consents.ended", message: "已结束" })}</option>
        </select>
      </search>
      <p className={styles.announce} role="status">
        {announced}
      </p>
      {state !== "ended" && (
        <>
          <Group title={<Translate id="consents.awaiting">等待同意</Translate>} pages={awaiting}>
            {(consent) => (
              <ApprovalRequest
                key={consent.id}
                consent={consent}
                environment={environment}
                opened={opened === consent.id}
                onDecided={(status) => {
                  setAnnounced(
                    status === "ACTIVE"
                      ? translate({ id: "consents.approved", message: "已同意，授权生效。" })
                      : translate({ id: "consents.refusedRequest", message: "已拒绝这项申请。" }),
                  );
                  for (const pages of groups) pages.reload();
                }}
              />
            )}
          </Group>
          <Group title={<Translate id="consents.suspended">已暂停</Translate>} pages={suspended}>
            {card(suspended)}
          </Group>
          <Group title={<Translate id="consents.active">生效中</Translate>} pages={active} empty={nothing}>
            {card(active)}
          </Group>
        </>
      )}
      {state !== "now" && (
        <Group
          title={<Translate id="consents.endedTitle">已结束</Translate>}
          pages={ended}
          {...(state === "ended"
            ? {
                empty: (
                  <p className={ui.caption}>
                    <Translate id="consents.noneEnded">没有已结束的授权。</Translate>
                  </p>
                ),
              }
            : {})}
        >
          {card(ended)}
        </Group>
      )}
    </>
  );
}
