import { translate } from "@docusaurus/Translate";
import { type JSX, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useChange } from "../platform/use-change.ts";
import { Failure } from "./Failure.tsx";
import ui from "./ui.module.css";

interface Props {
  label: string;
  /** Asked before it is done: what it does. */
  question: ReactNode;
  danger?: boolean;
  act(key: string): Promise<void>;
}

/** A button for something that cannot be undone: it asks in its place, does it once, and says why when it did not work. */
export function Act({ label, question, danger = false, act }: Props): JSX.Element {
  const [asking, setAsking] = useState(false);
  const { busy, failure, run } = useChange();
  const place = useRef<HTMLElement>(null);
  const panel = useId();
  useEffect(() => {
    if (asking) place.current?.focus();
  }, [asking]);
  if (!asking)
    return (
      <button
        type="button"
        className={ui.quiet}
        aria-expanded={false}
        aria-controls={panel}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    );
  return (
    <section className={ui.question} id={panel} ref={place} tabIndex={-1} aria-label={label}>
      <div>{question}</div>
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button
          type="button"
          className={danger ? ui.danger : ui.primary}
          disabled={busy}
          onClick={() => void run(act)}
        >
          {translate({ id: "act.confirm", message: "确认{label}" }, { label })}
        </button>
        <button type="button" className={ui.quiet} disabled={busy} onClick={() => setAsking(false)}>
          {translate({ id: "act.cancel", message: "取消" })}
        </button>
      </div>
    </section>
  );
}
