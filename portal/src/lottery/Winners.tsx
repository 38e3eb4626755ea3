import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useState } from "react";
import ui from "../components/ui.module.css";
import { money } from "../platform/words.ts";
import type { Draw } from "./draw.ts";
import styles from "./lottery.module.css";

const FIRST = 10;

/** The published winners, each beside the entry that the computation drew for the place. */
export function Winners({ draw, computed }: { draw: Draw; computed: readonly string[] }): JSX.Element | null {
  const [all, setAll] = useState(false);
  if (draw.winners.length === 0) return null;
  const shown = all ? draw.winners : draw.winners.slice(0, FIRST);
  return (
    <section aria-labelledby="winners" className={styles.winners}>
      <h3 id="winners">
        {translate(
          { id: "winners.title", message: "中奖结果（{count} 名）" },
          { count: String(draw.winners.length) },
        )}
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Translate id="winners.place">名次</Translate>
            </th>
            <th scope="col">
              <Translate id="winners.prize">奖金</Translate>
            </th>
            <th scope="col">
              <Translate id="winners.name">姓名</Translate>
            </th>
            <th scope="col">
              <Translate id="winners.entry">参与编号</Translate>
            </th>
            <th scope="col">
              <Translate id="winners.computed">您算出的</Translate>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ place, entryId, nameMasked, amount }) => {
            const fits = computed[place - 1] === entryId;
            return (
              <tr key={place} data-fits={fits}>
                <td>{place}</td>
                <td>{money(amount)}</td>
                <td lang="zh-CN">{nameMasked}</td>
                <td>
                  <code>{entryId}</code>
                </td>
                <td>
                  {fits ? (
                    <Translate id="winners.same">相同</Translate>
                  ) : (
                    <code>{computed[place - 1] ?? "—"}</code>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {draw.winners.length > shown.length && (
        <button type="button" className={ui.quiet} onClick={() => setAll(true)}>
          <Translate id="winners.all">看全部名次</Translate>
        </button>
      )}
    </section>
  );
}
