import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useState } from "react";
import { Act } from "../components/Act.tsx";
import field from "../components/field.module.css";
import ui from "../components/ui.module.css";
import type { Consent } from "../consents/consent.ts";
import { change, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { day } from "../platform/words.ts";
import { ATTEST_DELETION } from "./app-consents.documents.ts";
import styles from "./app-consents.module.css";

interface Props {
  consent: Pick<Consent, "id" | "attestation" | "deleteBy" | "status">;
  environment: EnvironmentName;
  onAttested(attestation: NonNullable<Consent["attestation"]>): void;
}

type Answer = Record<"attestDeletion", { consentId: string | null; userErrors: GraphProblem[] }>;

/** Whether the vendor has said that it deleted what it had, or until when it must; and the way to say so. */
export function Deletion({ consent, environment, onAttested }: Props): JSX.Element {
  const { id, attestation, deleteBy } = consent;
  const [count, setCount] = useState("0");
  if (attestation)
    return (
      <>
        {translate(
          { id: "appConsents.attested", message: "{at} 已声明，{count} 项" },
          { at: day(attestation.attestedAt), count: String(attestation.deletedItems) },
        )}
      </>
    );
  if (!deleteBy) return <>—</>;
  const late = Date.parse(deleteBy) < Date.now();
  const attest = async (key: string) => {
    const deletedItems = Number(count);
    await change<Answer>({ environment, document: ATTEST_DELETION, key, input: { id, deletedItems } });
    onAttested({ attestedAt: new Date().toISOString(), deletedItems });
  };
  return (
    <div className={styles.deletion}>
      <span className={late ? styles.late : undefined}>
        {late
          ? translate({ id: "appConsents.late", message: "已逾期（{at}）" }, { at: day(deleteBy) })
          : translate({ id: "appConsents.due", message: "{at} 前" }, { at: day(deleteBy) })}
      </span>
      <Act
        label={translate({ id: "appConsents.attestNow", message: "声明已删除" })}
        question={
          <>
            <Translate id="appConsents.attestQuestion">
              声明记入访问账本，不能收回。所得数据确实都已删除？
            </Translate>
            <label className={field.field}>
              <span>
                <Translate id="appConsents.deletedItems">删除的数据条数</Translate>
              </span>
              <input
                className={ui.field}
                type="number"
                min={0}
                max={2147483647}
                step={1}
                value={count}
                onChange={(event) => setCount(event.target.value)}
              />
            </label>
          </>
        }
        act={attest}
      />
    </div>
  );
}
