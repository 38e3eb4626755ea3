import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useId, useRef, useState } from "react";
import { AppGlyph } from "../components/AppGlyph.tsx";
import ui from "../components/ui.module.css";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { minute } from "../platform/words.ts";
import { ConsentDetails } from "./ConsentDetails.tsx";
import { type Consent, ENDED, nameOf, statusName } from "./consent.ts";
import styles from "./consents.module.css";
import { Ending } from "./Ending.tsx";
import { Narrow } from "./Narrow.tsx";
import { Terms } from "./Terms.tsx";
import { Withdraw } from "./Withdraw.tsx";

interface Props {
  consent: Consent;
  environment: EnvironmentName;
  /** Opened by the address. */
  opened?: boolean;
  onChange(consent: Consent): void;
}

/** One consent: who, what, why, since, until, last used, by whom – and the way out of it. */
export function ConsentCard({ consent, environment, opened = false, onChange }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [open, setOpen] = useState(opened);
  const [doing, setDoing] = useState<"withdraw" | "narrow">();
  const place = useRef<HTMLElement>(null);
  const details = useId();
  const over = ENDED.includes(consent.status);
  const name = nameOf(consent, english);

  useEffect(() => {
    if (opened) place.current?.scrollIntoView({ block: "start" });
  }, [opened]);

  const done = (changed: Partial<Consent>) => {
    setDoing(undefined);
    onChange({ ...consent, ...changed });
  };

  return (
    <article
      className={styles.card}
      data-status={consent.status}
      id={consent.id}
      ref={place}
      aria-label={name}
    >
      <header className={styles.who}>
        <AppGlyph of={consent} />
        <div>
          <h3>{name}</h3>
          <p className={styles.vendor}>{(english && consent.vendorNameEn) || consent.vendorName}</p>
        </div>
        <span className={styles.status} data-status={consent.status}>
          {statusName(consent.status)}
        </span>
      </header>
      {(open || !over) && <Terms consent={consent} />}
      {consent.status === "SUSPENDED" && (
        <p className={styles.note} data-tone="warn">
          <Translate id="consent.suspendedNote">
            已暂停：应用现在读不到任何数据。核实后由平台恢复，您也可以直接撤回。
          </Translate>
          {consent.suspendedAt && <small>{minute(consent.suspendedAt)}</small>}
        </p>
      )}
      {over && <Ending consent={consent} />}
      <div className={styles.actions}>
        <button
          type="button"
          className={ui.quiet}
          aria-expanded={open}
          aria-controls={details}
          onClick={() => setOpen(!open)}
        >
          {open
            ? translate({ id: "consent.close", message: "收起" })
            : translate({ id: "consent.open", message: "详情与访问记录" })}
        </button>
        {consent.status === "ACTIVE" && (
          <button
            type="button"
            className={ui.quiet}
            aria-expanded={doing === "narrow"}
            onClick={() => setDoing(doing === "narrow" ? undefined : "narrow")}
          >
            <Translate id="consent.narrow">缩小范围</Translate>
          </button>
        )}
        {!over && consent.status !== "AWAITING_APPROVAL" && (
          <button
            type="button"
            className={`${ui.quiet} ${styles.withdraw}`}
            aria-expanded={doing === "withdraw"}
            onClick={() => setDoing(doing === "withdraw" ? undefined : "withdraw")}
          >
            <Translate id="consent.withdraw">撤回</Translate>
          </button>
        )}
      </div>
      {doing === "withdraw" && (
        <Withdraw
          consent={consent}
          environment={environment}
          onDone={done}
          onCancel={() => setDoing(undefined)}
        />
      )}
      {doing === "narrow" && (
        <Narrow
          consent={consent}
          environment={environment}
          onDone={done}
          onCancel={() => setDoing(undefined)}
        />
      )}
      <div id={details} hidden={!open}>
        {open && (
          <ConsentDetails
            consent={consent}
            environment={environment}
            onSuspended={() => onChange({ ...consent, status: "SUSPENDED" })}
          />
        )}
      </div>
    </article>
  );
}
