import Translate, { translate } from "@docusaurus/Translate";
import type { JSX } from "react";
import type { Check, CheckedDraw } from "./check-draw.ts";
import { checkHow, checkName, faultText } from "./draw-words.ts";
import styles from "./lottery.module.css";

interface Props {
  checked: CheckedDraw;
  /** The reader has changed a copy on purpose. */
  pretended: boolean;
  /** How many entries were computed with. */
  count: number;
}

const verdictOf = (checks: readonly Check[]): "good" | "bad" | "open" =>
  checks.some(({ ok }) => ok === false) ? "bad" : checks.every(({ ok }) => ok) ? "good" : "open";

/** The three checks with what was published and what was computed. */
export function Checks({ checked: { checks }, pretended, count }: Props): JSX.Element {
  const verdict = verdictOf(checks);
  return (
    <section aria-labelledby="checks" className={styles.checks}>
      <div className={styles.verdict} data-verdict={verdict} role="status">
        <h3 id="checks">
          {verdict === "good" && <Translate id="checks.good">三项验证全部通过</Translate>}
          {verdict === "bad" && <Translate id="checks.bad">验证不通过</Translate>}
          {verdict === "open" && <Translate id="checks.open">还没有全部公布，已公布的部分如下</Translate>}
        </h3>
        <p>
          {translate(
            {
              id: "checks.here",
              message: "由您的浏览器根据公布的数据算出，名单共 {count} 条。平台只提供数据，不参与计算。",
            },
            { count: String(count) },
          )}{" "}
          {pretended && (
            <strong>
              <Translate id="checks.pretended">
                这是演示：您改动了自己这里的副本，公布的数据没有变。
              </Translate>
            </strong>
          )}
        </p>
      </div>
      <ol>
        {checks.map((check) => (
          <li key={check.name} data-ok={check.ok ?? "open"}>
            <h4>
              <span className={styles.mark} aria-hidden="true" />
              {checkName(check.name)}
              <span className={styles.answer}>
                {check.ok === undefined
                  ? translate({ id: "checks.notYet", message: "尚未公布" })
                  : check.ok
                    ? translate({ id: "checks.fits", message: "相符" })
                    : translate({ id: "checks.differs", message: "不符" })}
              </span>
            </h4>
            <p>{check.ok === false ? faultText(check.name) : checkHow(check.name)}</p>
            {check.name !== "WINNERS" && check.ok !== undefined && (
              <dl>
                <dt>
                  <Translate id="checks.published">公布的</Translate>
                </dt>
                <dd>
                  <code>{check.published}</code>
                </dd>
                <dt>
                  <Translate id="checks.computed">算出的</Translate>
                </dt>
                <dd>
                  <code>{check.computed}</code>
                </dd>
              </dl>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
