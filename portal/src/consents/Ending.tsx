import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import type { JSX } from "react";
import { day, minute } from "../platform/words.ts";
import { type Consent, nameOf, reasonText } from "./consent.ts";
import styles from "./consents.module.css";

/** How a consent ended, what the app owes since, and how to give it again. */
export function Ending({ consent }: { consent: Consent }): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const { status, revokedAt, revokeReason, deleteBy, attestation } = consent;
  return (
    <div className={styles.note}>
      {status === "REVOKED" && revokedAt && (
        <p>
          {translate({ id: "ending.revoked", message: "{at} 撤回，即时生效。" }, { at: minute(revokedAt) })}
          {revokeReason && ` ${reasonText(revokeReason)}`}
        </p>
      )}
      {status === "REFUSED" && consent.refuseReason && <p>{reasonText(consent.refuseReason)}</p>}
      {(status === "REVOKED" || status === "EXPIRED") && (
        <p>
          {attestation
            ? translate(
                {
                  id: "ending.attested",
                  message: "应用已声明删除所得数据（{at}，共 {count} 项）。",
                },
                { at: day(attestation.attestedAt), count: String(attestation.deletedItems) },
              )
            : deleteBy
              ? translate(
                  { id: "ending.deleteBy", message: "应用须在 {at} 前删除所得数据并作出声明。" },
                  { at: day(deleteBy) },
                )
              : null}
        </p>
      )}
      <p>
        {translate(
          {
            id: "ending.again",
            message: "想再次授权：打开“{app}”，重新连接税务数据，在平台的授权页上同意即可。",
          },
          { app: nameOf(consent, english) },
        )}{" "}
        {status === "LAPSED" && (
          <Translate id="ending.lapsed">这次申请因 72 小时内无人处理而失效。</Translate>
        )}
      </p>
    </div>
  );
}
