import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useState } from "react";
import { ask } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { SEARCH_HEADER } from "./buyer.documents.ts";
import styles from "./buyer.module.css";

interface Company {
  name: string;
  tin: string;
}

interface Props {
  environment: EnvironmentName;
  typed: string;
  onChoose(company: Company): void;
}

/** How long a pause in typing is, in milliseconds; and from how many characters on the graph searches. */
const PAUSE_MS = 350;
const FEWEST = 4;

/** Companies whose names begin with what was typed. Nothing is chosen unless somebody presses it. */
export function CompanySearch({ environment, typed, onChoose }: Props): JSX.Element {
  const [found, setFound] = useState<Company[]>([]);
  const [chosen, setChosen] = useState("");
  const prefix = typed.trim();
  const searching = [...prefix].length >= FEWEST && prefix !== chosen;
  useEffect(() => {
    setFound([]);
    if (!searching) return;
    const control = new AbortController();
    const pause = setTimeout(() => {
      // A search that fails costs nothing: the name and the number can be typed.
      ask<{ searchHeader: Company[] }>({
        environment,
        document: SEARCH_HEADER,
        anonymous: true,
        variables: { prefix },
        signal: control.signal,
      }).then(
        ({ searchHeader }) => setFound(searchHeader),
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      control.abort();
    };
  }, [environment, prefix, searching]);
  return (
    <>
      <p role="status" className={styles.announce}>
        {found.length > 0 &&
          translate({ id: "search.found", message: "找到 {count} 家企业" }, { count: String(found.length) })}
      </p>
      {found.length > 0 && (
        <ul className={styles.companies} aria-label={translate({ id: "search.list", message: "选择企业" })}>
          {found.map((company) => (
            <li key={company.tin}>
              <button
                type="button"
                onClick={() => {
                  setChosen(company.name);
                  onChoose(company);
                }}
              >
                <span lang="zh-CN">{company.name}</span>
                <code>{company.tin}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
      {prefix !== "" && !searching && prefix !== chosen && (
        <p className={styles.hint}>
          <Translate id="search.more">再输几个字（至少 4 个），可从工商登记名称中选择</Translate>
        </p>
      )}
    </>
  );
}
