import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import type { JSX } from "react";
import type { GraphFailure } from "../platform/graph.ts";
import ui from "./ui.module.css";

interface Props {
  failure: GraphFailure;
  /** Offered when trying again can help. */
  retry?: () => void;
}

/** Why something did not work: what the graph said, where that is explained, and the number to ask with. */
export function Failure({ failure, retry }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  return (
    <div className={ui.failure} role="alert">
      {failure.problems.length === 0 ? (
        <p>
          <Translate id="failure.away">暂时连不上平台。您的授权与数据不受影响，请稍后再试。</Translate>
        </p>
      ) : (
        <ul>
          {failure.problems.map(({ code, message, messageEn }) => (
            <li key={code + message}>
              {english ? (messageEn ?? message) : message}{" "}
              <Link to={`/docs/errors#${code}`}>
                {translate({ id: "failure.why", message: "这是什么意思" })}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {failure.requestId && (
        <p className={ui.small}>
          <Translate id="failure.requestId">请求编号</Translate> <code>{failure.requestId}</code>
        </p>
      )}
      {retry && (
        <button type="button" className={ui.quiet} onClick={retry}>
          <Translate id="failure.retry">重试</Translate>
        </button>
      )}
    </div>
  );
}
