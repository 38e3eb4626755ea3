import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import field from "../components/field.module.css";
import ui from "../components/ui.module.css";
import { change, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { useChange } from "../platform/use-change.ts";
import type { Request } from "./asked.ts";
import { solveCaptcha } from "./captcha.ts";
import { REPORT_SUSPECT } from "./verify.documents.ts";
import styles from "./verify.module.css";

const REASONS = ["NOT_FOUND", "FACE_DIFFERS", "NO_SUCH_DEAL", "OTHER"] as const;
export type Reason = (typeof REASONS)[number];

const reasonName = (reason: Reason): string =>
  ({
    NOT_FOUND: translate({ id: "report.notFound", message: "查无此票" }),
    FACE_DIFFERS: translate({ id: "report.faceDiffers", message: "票面与查验结果不符" }),
    NO_SUCH_DEAL: translate({ id: "report.noSuchDeal", message: "没有发生过这笔交易" }),
    OTHER: translate({ id: "report.other", message: "其他" }),
  })[reason];

type Answer = Record<
  "reportSuspectInvoice",
  { suspectReport: { id: string; receivedAt: string } | null; userErrors: GraphProblem[] }
>;

interface Props {
  request: Request;
  suggested: Reason;
  environment: EnvironmentName;
  onCancel(): void;
}

/** Reports a suspect invoice to the tax authority, without a name. */
export function Report({ request, suggested, environment, onCancel }: Props): JSX.Element {
  const [reason, setReason] = useState<Reason>(suggested);
  const [statement, setStatement] = useState("");
  const [receipt, setReceipt] = useState<string>();
  const { busy, failure, run } = useChange();
  const place = useRef<HTMLSelectElement>(null);
  useEffect(() => place.current?.focus(), []);

  const report = () =>
    run(async (key) => {
      const captchaToken = await solveCaptcha(environment, () => undefined, new AbortController());
      const { reportSuspectInvoice } = await change<Answer>({
        environment,
        document: REPORT_SUSPECT,
        anonymous: true,
        key,
        input: {
          number: request.number,
          ...(request.code ? { code: request.code } : {}),
          ...(request.issuedOn ? { issuedOn: request.issuedOn } : {}),
          reason,
          statement: statement.trim(),
          captchaToken,
        },
      });
      setReceipt(reportSuspectInvoice.suspectReport?.id ?? "");
    });

  if (receipt !== undefined)
    return (
      <p className={styles.reported} role="status">
        <Translate id="report.done">已收到举报，税务机关会核查。回执编号：</Translate> <code>{receipt}</code>
      </p>
    );
  return (
    <form
      className={styles.report}
      onSubmit={(event) => {
        event.preventDefault();
        void report();
      }}
    >
      <h3>
        <Translate id="report.title">举报可疑发票</Translate>
      </h3>
      <label className={field.field}>
        <span>
          <Translate id="report.reason">可疑之处</Translate>
        </span>
        <select
          ref={place}
          className={ui.field}
          value={reason}
          onChange={(event) => setReason(event.target.value as Reason)}
        >
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {reasonName(one)}
            </option>
          ))}
        </select>
      </label>
      <label className={field.field}>
        <span>
          <Translate id="report.statement">情况说明（5 至 500 字，请勿填写个人信息）</Translate>
        </span>
        <textarea
          className={ui.field}
          rows={4}
          minLength={5}
          maxLength={500}
          required
          value={statement}
          onChange={(event) => setStatement(event.target.value)}
        />
      </label>
      {failure && <Failure failure={failure} />}
      <div className={ui.actions}>
        <button type="submit" className={ui.primary} disabled={busy}>
          {busy
            ? translate({ id: "report.sending", message: "正在提交…" })
            : translate({ id: "report.send", message: "提交举报" })}
        </button>
        <button type="button" className={ui.quiet} disabled={busy} onClick={onCancel}>
          <Translate id="report.cancel">取消</Translate>
        </button>
      </div>
    </form>
  );
}
