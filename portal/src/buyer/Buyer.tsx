import { useLocation } from "@docusaurus/router";
import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, type ReactNode, useEffect, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { ask, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { minute, money } from "../platform/words.ts";
import { REQUEST_BY_TOKEN } from "./buyer.documents.ts";
import styles from "./buyer.module.css";
import { HeaderForm } from "./HeaderForm.tsx";
import { type InvoiceRequest, tokenIn } from "./header.ts";

/** What the address leads to. */
export function Buyer(): JSX.Element {
  const { pathname } = useLocation();
  const found = tokenIn(pathname);
  if (!found) return <Unusable />;
  return <Requested token={found.token} environment={found.environment} key={found.token} />;
}

const Unusable = (): JSX.Element => (
  <State
    title={<Translate id="buyer.unusable">二维码无效或已过期</Translate>}
    text={<Translate id="buyer.unusableText">请联系销方重新生成。没有填过的信息不会留下。</Translate>}
  />
);

const State = ({ title, text }: { title: ReactNode; text: ReactNode }): JSX.Element => (
  <div className={ui.empty}>
    <h2>{title}</h2>
    <p>{text}</p>
  </div>
);

function Requested({ token, environment }: { token: string; environment: EnvironmentName }): JSX.Element {
  const [request, setRequest] = useState<InvoiceRequest | null>();
  const [failure, setFailure] = useState<GraphFailure>();
  const [round, setRound] = useState(0);
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (round < 0) return;
    const control = new AbortController();
    setFailure(undefined);
    ask<{ invoiceRequestByToken: InvoiceRequest | null }>({
      environment,
      document: REQUEST_BY_TOKEN,
      anonymous: true,
      variables: { token },
      signal: control.signal,
    }).then(
      ({ invoiceRequestByToken }) => setRequest(invoiceRequestByToken),
      (error) =>
        control.signal.aborted || setFailure(error instanceof GraphFailure ? error : new GraphFailure([])),
    );
    return () => control.abort();
  }, [environment, token, round]);

  if (failure) return <Failure failure={failure} retry={() => setRound((before) => before + 1)} />;
  if (request === undefined) return <div className={ui.skeleton} aria-busy="true" />;
  if (request === null) return <Unusable />;
  const open = request.status === "CREATED" || request.status === "FILLED";
  return (
    <div className={styles.page}>
      <Bill request={request} />
      {request.status === "ISSUED" && (
        <State
          title={<Translate id="buyer.issued">发票已经开具</Translate>}
          text={
            <Translate id="buyer.issuedText">
              发票会送到您填写的邮箱或手机；没有收到的，请联系销方。
            </Translate>
          }
        />
      )}
      {request.status === "ISSUING" && (
        <State
          title={<Translate id="buyer.issuing">销方正在开具</Translate>}
          text={<Translate id="buyer.issuingText">抬头已经不能再改。有误请联系销方。</Translate>}
        />
      )}
      {request.status === "FAILED" && (
        <State
          title={<Translate id="buyer.failed">这张发票没有开成</Translate>}
          text={<Translate id="buyer.failedText">请联系销方处理。</Translate>}
        />
      )}
      {open && done && (
        <section className={styles.done} role="status">
          <h2>
            <Translate id="buyer.done">已经交给销方</Translate>
          </h2>
          <p>
            <Translate id="buyer.doneText">
              销方开具后，发票会送到您填写的邮箱或手机。填错了可以重填，以最后一次为准。
            </Translate>
          </p>
          <button type="button" className={ui.quiet} onClick={() => setDone(false)}>
            <Translate id="buyer.again">重新填写</Translate>
          </button>
        </section>
      )}
      {open && (
        <div hidden={done}>
          {request.status === "FILLED" && !done && (
            <p className={styles.note}>
              <Translate id="buyer.filled">
                已有人用这个二维码填过抬头。再填一次会取代它；先前填的内容不会显示。
              </Translate>
            </p>
          )}
          <HeaderForm
            token={token}
            environment={environment}
            request={request}
            onSent={(changed) => {
              setRequest(changed);
              setDone(true);
              scrollTo({ top: 0 });
            }}
          />
        </div>
      )}
    </div>
  );
}

/** Who sells what for how much, so that the buyer sees it is theirs. */
function Bill({ request }: { request: InvoiceRequest }): JSX.Element {
  const { sellerName, kind, amountInclTax, lineNames, lineCount, expiresAt } = request;
  const shown = lineNames.slice(0, 3);
  return (
    <section className={styles.bill} aria-label={translate({ id: "buyer.bill", message: "这笔消费" })}>
      <p className={styles.seller} lang="zh-CN">
        {sellerName}
      </p>
      <p className={styles.amount}>{money(amountInclTax)}</p>
      <p lang="zh-CN">
        {shown.join("、")}
        {lineCount > shown.length &&
          translate({ id: "buyer.lines", message: " 等 {count} 项" }, { count: String(lineCount) })}
      </p>
      <p className={ui.caption}>
        {kind === "DIGITAL_SPECIAL"
          ? translate({ id: "buyer.special", message: "数电票（增值税专用发票）" })
          : translate({ id: "buyer.plain", message: "数电票（普通发票）" })}
        {" · "}
        {translate({ id: "buyer.until", message: "{at} 前填写有效" }, { at: minute(expiresAt) })}
      </p>
    </section>
  );
}
