import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import Heading from "@theme/Heading";
import type { JSX } from "react";
import problems from "../../generated/problems.json";
import styles from "./catalogue.module.css";

interface Problem {
  code: string;
  message: string;
  messageEn: string;
  actor: string;
  retryable: boolean;
}

const actorName = (actor: string): string =>
  ({
    APP: translate({ id: "problems.app", message: "应用（开发者）" }),
    TAXPAYER: translate({ id: "problems.taxpayer", message: "纳税人" }),
    USER: translate({ id: "problems.user", message: "操作人本人" }),
    PLATFORM: translate({ id: "problems.platform", message: "平台" }),
  })[actor] ?? actor;

/** Every problem the platform can answer with, from `schema/problems.json`; `docUrl` of a refusal points at its heading. */
export function Problems(): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  return (
    <>
      {(problems as Problem[]).map(({ code, message, messageEn, actor, retryable }) => (
        <section className={styles.entry} key={code}>
          <Heading as="h3" id={code} className={styles.code}>
            {code}
          </Heading>
          <p className={styles.first} lang={english ? "en" : "zh-CN"}>
            {english ? messageEn : message}
          </p>
          <p className={styles.second} lang={english ? "zh-CN" : "en"}>
            {english ? message : messageEn}
          </p>
          <p className="chips">
            <span className="chip">
              <Translate id="problems.actor">由谁处理：</Translate>
              {actorName(actor)}
            </span>
            {retryable && (
              <span className="chip chip--scope">
                <Translate id="problems.retryable">可原样重试</Translate>
              </span>
            )}
          </p>
        </section>
      ))}
    </>
  );
}
