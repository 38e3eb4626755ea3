import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { useChange } from "../platform/use-change.ts";
import { day } from "../platform/words.ts";
import { Agents } from "./Agents.tsx";
import { START_AGENCY } from "./agency.documents.ts";
import { type Side, type Standing, sideName } from "./agency.ts";
import styles from "./delegation.module.css";
import { minorName, SERVICES } from "./services.ts";

interface Props {
  environment: EnvironmentName;
  standing: Standing;
  onDone(): void;
  onCancel(): void;
}

/** A new agreement, from either side. */
export function StartAgreement({ environment, standing, onDone, onCancel }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const today = day(new Date().toISOString());
  const [side, setSide] = useState<Side>(standing.myAgency ? "AGENCY" : "CLIENT");
  const [otherTin, setOtherTin] = useState("");
  const [minorService, setMinor] = useState("增值税及附加税费申报");
  const [periodFrom, setFrom] = useState(today);
  const [periodTo, setTo] = useState(`${Number(today.slice(0, 4)) + 1}-12-31`);
  const [agentIds, setAgentIds] = useState<readonly string[]>([]);
  const { busy, failure, run } = useChange();
  const service = Object.entries(SERVICES).find(([, { minor }]) => minorService in minor)?.[0];

  return (
    <form
      className={ui.question}
      onSubmit={(event) => {
        event.preventDefault();
        void run(async (key) => {
          await change<Record<"startAgency", { userErrors: GraphProblem[] }>>({
            environment,
            document: START_AGENCY,
            input: {
              side,
              otherTin: otherTin.trim().toUpperCase(),
              service,
              minorService,
              periodFrom,
              periodTo,
              ...(side === "AGENCY" ? { agentIds } : {}),
            },
            key,
          });
          onDone();
        });
      }}
    >
      <div className={styles.form}>
        {standing.myAgency && (
          <label>
            <span>
              <Translate id="start.side">本企业是</Translate>
            </span>
            <select
              className={ui.field}
              value={side}
              onChange={({ target }) => setSide(target.value as Side)}
            >
              {(["AGENCY", "CLIENT"] as const).map((one) => (
                <option key={one} value={one}>
                  {sideName(one)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>
            {side === "AGENCY"
              ? translate({ id: "start.clientTin", message: "委托人的纳税人识别号" })
              : translate({ id: "start.agencyTin", message: "机构的纳税人识别号" })}
          </span>
          <input
            className={ui.field}
            value={otherTin}
            required
            minLength={15}
            maxLength={20}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setOtherTin(target.value)}
          />
        </label>
        <label>
          <span>
            <Translate id="start.service">服务</Translate>
          </span>
          <select className={ui.field} value={minorService} onChange={({ target }) => setMinor(target.value)}>
            {Object.entries(SERVICES).map(([name, { zh, en, minor }]) => (
              <optgroup key={name} label={english ? en : zh}>
                {Object.keys(minor).map((one) => (
                  <option key={one} value={one}>
                    {minorName(one, english)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        <label>
          <span>
            <Translate id="start.from">自</Translate>
          </span>
          <input
            type="date"
            className={ui.field}
            value={periodFrom}
            min={today}
            required
            onChange={({ target }) => setFrom(target.value)}
          />
        </label>
        <label>
          <span>
            <Translate id="start.to">至（最长 3 年）</Translate>
          </span>
          <input
            type="date"
            className={ui.field}
            value={periodTo}
            min={periodFrom}
            required
            onChange={({ target }) => setTo(target.value)}
          />
        </label>
      </div>
      {side === "AGENCY" && <Agents standing={standing} chosen={agentIds} onChoose={setAgentIds} />}
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button type="submit" className={ui.primary} disabled={busy}>
          <Translate id="start.send">发给对方确认</Translate>
        </button>
        <button type="button" className={ui.quiet} onClick={onCancel} disabled={busy}>
          <Translate id="start.cancel">取消</Translate>
        </button>
      </div>
    </form>
  );
}
