import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, GraphFailure } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { day } from "../platform/words.ts";
import type { Changed } from "./changed.ts";
import type { Consent } from "./consent.ts";
import styles from "./consents.module.css";
import { NARROW_CONSENT } from "./my-consents.documents.ts";

interface Props {
  consent: Consent;
  environment: EnvironmentName;
  onDone(changed: Partial<Consent>): void;
  onCancel(): void;
}

const MONTH_MS = 30 * 86_400_000;

/** Ends a consent can be brought forward to: whole months from now that come before the present end. */
const sooner = (expiresAt: string): number[] =>
  [1, 3, 6].filter((months) => Date.now() + months * MONTH_MS < Date.parse(expiresAt));

const afterMonths = (months: number) => new Date(Date.now() + months * MONTH_MS).toISOString();

/** Leaves the app less: fewer items, or a shorter time. More needs a new consent. */
export function Narrow({ consent, environment, onDone, onCancel }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [kept, setKept] = useState(() => new Set(consent.items.map(({ scope }) => scope)));
  const [months, setMonths] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<GraphFailure>();
  const place = useRef<HTMLFormElement>(null);
  useEffect(() => place.current?.focus(), []);

  const fewer = kept.size < consent.items.length;
  const tick = (scope: string, on: boolean) => {
    const next = new Set(kept);
    if (on) next.add(scope);
    else next.delete(scope);
    setKept(next);
  };
  const narrow = async () => {
    setBusy(true);
    try {
      const { narrowConsent } = await change<Changed<"narrowConsent">>({
        environment,
        document: NARROW_CONSENT,
        input: {
          id: consent.id,
          ...(fewer ? { scopes: [...kept] } : {}),
          ...(months ? { expiresAt: afterMonths(months) } : {}),
        },
      });
      onDone(narrowConsent.consent ?? {});
    } catch (error) {
      setFailure(error instanceof GraphFailure ? error : new GraphFailure([]));
      setBusy(false);
    }
  };

  return (
    <form
      className={styles.panel}
      ref={place}
      tabIndex={-1}
      aria-label={translate({ id: "narrow.label", message: "缩小授权范围" })}
      onSubmit={(event) => {
        event.preventDefault();
        void narrow();
      }}
    >
      <fieldset className={styles.ticks}>
        <legend>
          <Translate id="narrow.items">去掉不再需要的项目</Translate>
        </legend>
        {consent.items.map(({ scope, zh, en }) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={kept.has(scope)}
              onChange={(event) => tick(scope, event.target.checked)}
            />
            <span>{english ? en : zh}</span>
          </label>
        ))}
      </fieldset>
      <label className={styles.until}>
        <span>
          <Translate id="narrow.until">提前到期</Translate>
        </span>
        <select
          className={ui.field}
          value={months}
          onChange={(event) => setMonths(Number(event.target.value))}
        >
          <option value={0}>
            {translate({ id: "narrow.same", message: "不变（{at}）" }, { at: day(consent.expiresAt) })}
          </option>
          {sooner(consent.expiresAt).map((count) => (
            <option key={count} value={count}>
              {translate(
                { id: "narrow.months", message: "{count} 个月后（{at}）" },
                { count: String(count), at: day(afterMonths(count)) },
              )}
            </option>
          ))}
        </select>
      </label>
      <p className={ui.caption}>
        <Translate id="narrow.note">
          只能减少，立即生效；想增加，须由应用重新请您授权。全部去掉请用“撤回”。
        </Translate>
      </p>
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button
          type="submit"
          className={ui.primary}
          disabled={busy || kept.size === 0 || (!fewer && months === 0)}
        >
          <Translate id="narrow.confirm">确认缩小</Translate>
        </button>
        <button type="button" className={ui.quiet} onClick={onCancel} disabled={busy}>
          <Translate id="narrow.cancel">取消</Translate>
        </button>
      </div>
    </form>
  );
}
