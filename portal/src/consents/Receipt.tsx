import Translate, { translate } from "@docusaurus/Translate";
import { checkConsentReceipt } from "@open-tax/sdk/verify/consent-receipt";
import { type JSX, useState } from "react";
import { download } from "../components/download.ts";
import ui from "../components/ui.module.css";
import { publishedKeys } from "../platform/published-keys.ts";
import { type EnvironmentName, runtimeConfig } from "../platform/runtime-config.ts";
import styles from "./consents.module.css";

interface Props {
  consentId: string;
  receiptNo: string;
  receipt: string | undefined;
  environment: EnvironmentName;
}

type Verdict = "unchecked" | "checking" | "genuine" | "false";

/** The signed receipt: to keep, and to check with the platform's published key, here in the browser. */
export function Receipt({ consentId, receiptNo, receipt, environment }: Props): JSX.Element {
  const [verdict, setVerdict] = useState<Verdict>("unchecked");
  const check = async () => {
    if (!receipt) return;
    setVerdict("checking");
    try {
      const { environments } = await runtimeConfig();
      const { issuer, resultKeys } = environments[environment];
      await checkConsentReceipt(receipt, await publishedKeys(resultKeys), { issuer, consentId });
      setVerdict("genuine");
    } catch {
      setVerdict("false");
    }
  };
  return (
    <div className={styles.receipt}>
      <code>{receiptNo}</code>
      {receipt ? (
        <div className={ui.actions}>
          <button
            type="button"
            className={ui.text}
            onClick={() => download(`${receiptNo}.jwt`, [receipt], "application/jwt")}
          >
            <Translate id="receipt.download">下载（.jwt）</Translate>
          </button>
          <button
            type="button"
            className={ui.text}
            disabled={verdict === "checking"}
            onClick={() => void check()}
          >
            <Translate id="receipt.check">在浏览器里验证签名</Translate>
          </button>
        </div>
      ) : (
        <span className={ui.caption}>
          <Translate id="receipt.none">没有电子回执</Translate>
        </span>
      )}
      <p role="status" className={styles.verdict} data-verdict={verdict}>
        {verdict === "genuine" &&
          translate({ id: "receipt.genuine", message: "签名有效：回执由本平台签发，内容未被改动。" })}
        {verdict === "false" &&
          translate({ id: "receipt.false", message: "签名无法确认：回执可能被改动，或密钥已更换。" })}
      </p>
    </div>
  );
}
