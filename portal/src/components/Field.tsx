import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useId } from "react";
import type { GraphProblem } from "../platform/graph.ts";
import styles from "./field.module.css";
import ui from "./ui.module.css";

interface Props {
  label: string;
  hint?: string;
  value: string;
  onChange(value: string): void;
  /** What the platform found wrong with it. */
  faults?: readonly GraphProblem[];
  type?: "text" | "date" | "email" | "tel";
  required?: boolean;
  maxLength?: number;
  /** Which keys a telephone offers. */
  inputMode?: "decimal" | "text";
  autoComplete?: string;
}

/** One field of a form: its label, its hint, and everything that is wrong with it. */
export function Field(props: Props): JSX.Element {
  const { label, hint, value, onChange, faults = [], type = "text", required = false } = props;
  const { maxLength, inputMode, autoComplete = "off" } = props;
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const described = useId();
  const wrong = faults.length > 0;
  return (
    <div className={styles.field}>
      <label>
        <span>{label}</span>
        <input
          className={ui.field}
          type={type}
          value={value}
          required={required}
          maxLength={maxLength}
          autoComplete={autoComplete}
          inputMode={inputMode}
          aria-invalid={wrong || undefined}
          aria-describedby={hint || wrong ? described : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <div id={described}>
        {faults.map(({ code, message, messageEn }) => (
          <p key={code} className={styles.fault}>
            {english ? (messageEn ?? message) : message}
          </p>
        ))}
        {!wrong && hint && <p className={ui.caption}>{hint}</p>}
      </div>
    </div>
  );
}
