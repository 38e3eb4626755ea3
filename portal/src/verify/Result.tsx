import Translate, { translate } from "@docusaurus/Translate";
import { checkResultSign } from "@open-tax/sdk/verify";
import { type JSX, useState } from "react";
import { download } from "../components/download.ts";
import ui from "../components/ui.module.css";
import { publishedKeys } from "../platform/published-keys.ts";
import { type EnvironmentName, runtimeConfig } from "../platform/runtime-config.ts";
import { environmentName, minute } from "../platform/words.ts";
import type { Request } from "./asked.ts";
import { FaceView } from "./FaceView.tsx";
import { Report } from "./Report.tsx";
import type { Verified } from "./verified.ts";
import styles from "./verify.module.css";
import { invoiceStatusName, outcomeText, outcomeTitle } from "./verify-words.ts";

interface Props {
  request: Request;
  verified: Verified;
  environment: EnvironmentName;
}

/** What was found, in words; the face of the invoice; the signature that proves it. */
export function Result({ request, verified, environment }: Props): JSX.Element {
  const { outcome, status, face, timesToday, retryAt, verifiedAt, resultSign } = verified;
  const [reporting, setReporting] = useState(false);
  const doubtful = status !== null && status !== "NORMAL";
  const save = () =>
    download(
      `verification-${request.number}.json`,
      [JSON.stringify({ request, result: verified }, null, 1)],
      "application/json",
    );
  return (
    <article className={styles.answer} data-outcome={doubtful ? "DOUBTFUL" : outcome}>
      <header>
        <h2>{outcomeTitle(outcome)}</h2>
        <p>{outcomeText(outcome)}</p>
        {retryAt && (
          <p>
            <strong>
              {translate({ id: "result.retryAt", message: "{at} 起可以再查" }, { at: minute(retryAt) })}
            </strong>
          </p>
        )}
      </header>
      {status && (
        <p className={styles.invoiceStatus} data-doubtful={doubtful}>
          <span>
            <Translate id="result.status">发票状态</Translate>
          </span>{" "}
          <strong>{invoiceStatusName(status)}</strong>
        </p>
      )}
      {face && <FaceView face={face} />}
      <footer>
        <p className={ui.caption}>
          {translate(
            { id: "result.when", message: "{environment} {at} 查验，今日第 {times} 次（每日最多 5 次）" },
            { environment: environmentName(environment), at: minute(verifiedAt), times: String(timesToday) },
          )}
        </p>
        <Proof resultSign={resultSign} request={request} environment={environment} />
        <div className={`${ui.actions} ${styles.noPrint}`}>
          <button type="button" className={ui.quiet} onClick={() => print()}>
            <Translate id="result.print">打印</Translate>
          </button>
          <button type="button" className={ui.quiet} onClick={save}>
            <Translate id="result.save">保存（JSON，含签名）</Translate>
          </button>
          {!reporting && (
            <button type="button" className={ui.quiet} onClick={() => setReporting(true)}>
              <Translate id="result.report">举报可疑发票</Translate>
            </button>
          )}
        </div>
      </footer>
      {reporting && (
        <Report
          request={request}
          suggested={outcome === "NOT_FOUND" ? "NOT_FOUND" : "FACE_DIFFERS"}
          environment={environment}
          onCancel={() => setReporting(false)}
        />
      )}
    </article>
  );
}

/** Checks the platform's signature of the result, here in the browser. */
function Proof({
  resultSign,
  request,
  environment,
}: {
  resultSign: string;
  request: Request;
  environment: EnvironmentName;
}): JSX.Element {
  const [verdict, setVerdict] = useState<"unchecked" | "genuine" | "false">("unchecked");
  const check = async () => {
    try {
      const { environments } = await runtimeConfig();
      const { issuer, resultKeys } = environments[environment];
      await checkResultSign(resultSign, await publishedKeys(resultKeys), { issuer, request });
      setVerdict("genuine");
    } catch {
      setVerdict("false");
    }
  };
  return (
    <div className={styles.proof}>
      <button type="button" className={ui.text} onClick={() => void check()}>
        <Translate id="result.check">在浏览器里验证平台的签名</Translate>
      </button>
      <p role="status" data-verdict={verdict}>
        {verdict === "genuine" &&
          translate({ id: "result.genuine", message: "签名有效：结果由本平台签发，回答的正是这次查验。" })}
        {verdict === "false" &&
          translate({ id: "result.false", message: "签名无法确认：结果可能被改动，或密钥已更换。" })}
      </p>
    </div>
  );
}
