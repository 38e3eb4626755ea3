import Translate from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import type { JSX } from "react";
import scopes from "../../generated/scopes.json";

interface Scope {
  name: string;
  zh: string;
  en: string;
  class?: string;
}

/** Every scope with what the consent page calls it, from `schema/scopes.json`. */
export function Scopes(): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <Translate id="scopes.name">范围</Translate>
          </th>
          <th scope="col">
            <Translate id="scopes.meaning">授权页上的说法</Translate>
          </th>
          <th scope="col">
            <Translate id="scopes.class">分级</Translate>
          </th>
        </tr>
      </thead>
      <tbody>
        {(scopes as Scope[]).map((scope) => (
          <tr key={scope.name} id={scope.name}>
            <td>
              <code>{scope.name}</code>
            </td>
            <td>
              {english ? scope.en : scope.zh}
              <br />
              <small lang={english ? "zh-CN" : "en"}>{english ? scope.zh : scope.en}</small>
            </td>
            <td>
              {scope.class && (
                <span className={`chip chip--class-${scope.class.toLowerCase()}`}>{scope.class}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
