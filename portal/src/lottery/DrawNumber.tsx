import { useHistory } from "@docusaurus/router";
import Translate from "@docusaurus/Translate";
import useBaseUrl from "@docusaurus/useBaseUrl";
import type { JSX } from "react";
import ui from "../components/ui.module.css";
import styles from "./lottery.module.css";

/** Asks for a draw's number and goes to its verification. It works without a script as well. */
export function DrawNumber({ number = "" }: { number?: string }): JSX.Element {
  const history = useHistory();
  const page = useBaseUrl("/lottery/draw");
  return (
    <form
      className={styles.ask}
      method="get"
      action={page}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = String(new FormData(event.currentTarget).get("number") ?? "").trim();
        history.push(`${page}?number=${encodeURIComponent(typed)}`);
      }}
    >
      <label>
        <span>
          <Translate id="drawNumber.label">摇奖编号</Translate>
        </span>
        <input
          className={ui.field}
          name="number"
          key={number}
          defaultValue={number}
          required
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          placeholder="DRAW-2026-Q3-330100"
        />
      </label>
      <button type="submit" className={ui.primary}>
        <Translate id="drawNumber.verify">验证这次摇奖</Translate>
      </button>
    </form>
  );
}
