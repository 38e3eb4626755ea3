import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useState } from "react";
import { Field } from "../components/Field.tsx";
import field from "../components/field.module.css";
import ui from "../components/ui.module.css";
import type { GraphFailure } from "../platform/graph.ts";
import { type Form, fieldsOf } from "./asked.ts";
import { DIGITAL, type InvoiceKind, OLDER } from "./invoice-kind.ts";
import { readInvoiceQr } from "./invoice-qr.ts";
import styles from "./verify.module.css";
import { kindName, proofName } from "./verify-words.ts";

interface Props {
  form: Form;
  /** Between 0 and 1 while the request is under way. */
  progress: number | undefined;
  failure: GraphFailure | undefined;
  onChange(form: Form): void;
  onSubmit(): void;
  onCancel(): void;
}

/** What is asked of an invoice; each kind has its own fields. */
export function VerifyForm({ form, progress, failure, onChange, onSubmit, onCancel }: Props): JSX.Element {
  const busy = progress !== undefined;
  const { code, proofs } = fieldsOf(form.kind);
  const set = (name: keyof Form) => (value: string) => onChange({ ...form, [name]: value });
  const faultsOf = (name: string) => failure?.problems.filter(({ path }) => path?.at(-1) === name) ?? [];
  return (
    <form
      className={styles.form}
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <QrText onRead={(read) => onChange({ ...form, ...read })} />
      <label className={field.field}>
        <span>
          <Translate id="verify.kind">发票种类</Translate>
        </span>
        <select
          className={ui.field}
          value={form.kind}
          onChange={(event) => onChange({ ...form, kind: event.target.value as InvoiceKind | "" })}
        >
          <option value="">{translate({ id: "verify.anyKind", message: "不确定" })}</option>
          <optgroup label={translate({ id: "verify.digital", message: "数电发票（20 位号码）" })}>
            {DIGITAL.map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </optgroup>
          <optgroup label={translate({ id: "verify.older", message: "税控发票（有发票代码）" })}>
            {OLDER.map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {code && (
        <Field
          label={translate({ id: "verify.code", message: "发票代码" })}
          hint={translate({ id: "verify.codeHint", message: "10 位或 12 位数字，在票面左上角" })}
          value={form.code}
          onChange={set("code")}
          faults={faultsOf("code")}
          required={form.kind !== ""}
          inputMode="decimal"
        />
      )}
      <Field
        label={translate({ id: "verify.number", message: "发票号码" })}
        hint={translate({ id: "verify.numberHint", message: "数电票 20 位，税控发票 8 位" })}
        value={form.number}
        onChange={set("number")}
        faults={faultsOf("number")}
        required
        inputMode="decimal"
      />
      <Field
        label={translate({ id: "verify.issuedOn", message: "开票日期" })}
        value={form.issuedOn}
        onChange={set("issuedOn")}
        faults={faultsOf("issuedOn")}
        type="date"
        required
      />
      {proofs.map((proof) => (
        <Field
          key={proof}
          label={proofName(proof)}
          value={form[proof]}
          onChange={set(proof)}
          faults={faultsOf(proof)}
          required={proofs.length === 1}
          inputMode="decimal"
        />
      ))}
      <div className={ui.actions}>
        <button type="submit" className={ui.primary} disabled={busy}>
          <Translate id="verify.submit">查验</Translate>
        </button>
        {busy && (
          <button type="button" className={ui.quiet} onClick={onCancel}>
            <Translate id="verify.cancel">取消</Translate>
          </button>
        )}
      </div>
      <div role="status" className={styles.working}>
        {busy && (
          <label>
            {progress < 1 ? (
              <Translate id="verify.proving">正在做人机验证：由浏览器计算，无须识别图片</Translate>
            ) : (
              <Translate id="verify.asking">正在查验…</Translate>
            )}
            <progress value={progress} max={1} />
          </label>
        )}
      </div>
      <p className={ui.caption}>
        <Translate id="verify.limit">每张发票每天最多查验 5 次，所有人共用；查验不留下您的身份。</Translate>
      </p>
    </form>
  );
}

/** Takes what a scanner read of the invoice's QR code and fills the form with it. */
function QrText({ onRead }: { onRead(form: Form): void }): JSX.Element {
  const [text, setText] = useState("");
  const [said, setSaid] = useState<"read" | "unread">();
  return (
    <details className={styles.qr}>
      <summary>
        <Translate id="verify.qr">粘贴发票二维码的内容，自动填写</Translate>
      </summary>
      <label className={field.field}>
        <span>
          <Translate id="verify.qrText">扫码得到的文字</Translate>
        </span>
        <input
          className={ui.field}
          value={text}
          placeholder="01,32,,26332000000012345678,113.00,20261012,,1A2B"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            const read = readInvoiceQr(event.target.value);
            setSaid(event.target.value.trim() === "" ? undefined : read ? "read" : "unread");
            if (read) onRead(read);
          }}
        />
      </label>
      <p role="status" className={ui.caption}>
        {said === "read" && <Translate id="verify.qrRead">已填入，请与票面核对后再查验。</Translate>}
        {said === "unread" && <Translate id="verify.qrUnread">这不是发票二维码的内容。</Translate>}
      </p>
    </details>
  );
}
