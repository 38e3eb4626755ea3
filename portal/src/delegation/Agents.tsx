import Translate from "@docusaurus/Translate";
import type { JSX } from "react";
import { roleName } from "../platform/words.ts";
import type { Standing } from "./agency.ts";
import styles from "./delegation.module.css";

interface Props {
  standing: Standing;
  chosen: readonly string[];
  onChoose(chosen: readonly string[]): void;
}

/** The people of the agency, to be ticked who act for the client. */
export function Agents({ standing, chosen, onChoose }: Props): JSX.Element {
  const people = new Map<string, { name: string; roles: string[] }>();
  for (const { role, validTo, person } of standing.myTaxpayer?.roles ?? []) {
    if (!person || validTo) continue;
    const known = people.get(person.id);
    people.set(person.id, { name: person.nameMasked, roles: [...(known?.roles ?? []), roleName(role)] });
  }
  return (
    <fieldset className={styles.agents}>
      <legend>
        <Translate id="agents.legend">代理人员（至少一名）</Translate>
      </legend>
      {[...people].map(([id, { name, roles }]) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
            }
          />
          <span>
            {name} <small>{roles.join("、")}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
