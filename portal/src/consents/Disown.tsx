import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useId, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { change, GraphFailure, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import type { AccessEntry } from "./access-entry.ts";
import styles from "./consents.module.css";
import { DISOWN_ACCESS } from "./ledger.documents.ts";

interface Props {
  entry: AccessEntry;
  environment: EnvironmentName;
  onCancel(): void;
  onSuspended(): void;
}

type Answer = Record<"disownAccess", { accessCase: { caseNo: string } | null; userErrors: GraphProblem[] }>;

/** “This was not me”: the consent is suspended at once, and a case opened that somebody looks into. */
export function Disown({ entry, environment, onCancel, onSuspended }: Props): JSX.Element {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [caseNo, setCaseNo] = useState<string>();
  const [failure, setFailure] = useState<GraphFailure>();
  const text = useId();
  const place = useRef<HTMLTextAreaElement>(null);
  useEffect(() => place.current?.focus(), []);

  const disown = async () => {
    setBusy(true);
    try {
      const { disownAccess } = await change<Answer>({
        environment,
        document: DISOWN_ACCESS,
        input: { entryId: entry.id, note: note.trim() },
      });
      setCaseNo(disownAccess.accessCase?.caseNo ?? "");
      onSuspended();
    } catch (error) {
      setFailure(error instanceof GraphFailure ? error : new GraphFailure([]));
      setBusy(false);
    }
  };

  if (caseNo !== undefined)
    return (
      <p className={styles.note} data-tone="warn" role="status">
        {translate(
          {
            id: "disown.done",
            message: "已暂停这份授权，应用现在读不到任何数据。案件编号 {caseNo}，平台会核实并答复您。",
          },
          { caseNo },
        )}
      </p>
    );
  return (
    <form
      className={styles.panel}
      data-tone="danger"
      onSubmit={(event) => {
        event.preventDefault();
        void disown();
      }}
    >
      <label htmlFor={text}>
        <Translate id="disown.note">哪里不对？（选填，最多 500 字）</Translate>
      </label>
      <textarea
        id={text}
        ref={place}
        className={ui.field}
        rows={3}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <p className={ui.caption}>
        <Translate id="disown.effect">
          提交后授权立即暂停，并立案核实。核实期间，依赖这份授权的服务会停下来。
        </Translate>
      </p>
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button type="submit" className={ui.danger} disabled={busy}>
          <Translate id="disown.confirm">暂停授权并立案</Translate>
        </button>
        <button type="button" className={ui.quiet} onClick={onCancel} disabled={busy}>
          <Translate id="disown.cancel">取消</Translate>
        </button>
      </div>
    </form>
  );
}
