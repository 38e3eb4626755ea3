import Translate, { translate } from "@docusaurus/Translate";
import useDocusaurusContext from "@docusaurus/useDocusaurusContext";
import { type JSX, useEffect, useRef, useState } from "react";
import { Failure } from "../components/Failure.tsx";
import { Field } from "../components/Field.tsx";
import field from "../components/field.module.css";
import ui from "../components/ui.module.css";
import { change, GraphFailure, type GraphProblem } from "../platform/graph.ts";
import type { EnvironmentName } from "../platform/runtime-config.ts";
import { useChange } from "../platform/use-change.ts";
import { FILL_HEADER } from "./buyer.documents.ts";
import styles from "./buyer.module.css";
import { CompanySearch } from "./CompanySearch.tsx";
import {
  EMPTY,
  faultsOf,
  faultsOfWhole,
  type Header,
  type HeaderKind,
  type InvoiceRequest,
  sent,
} from "./header.ts";

interface Props {
  token: string;
  environment: EnvironmentName;
  request: InvoiceRequest;
  onSent(request: InvoiceRequest): void;
}

type Answer = Record<
  "fillBuyerHeader",
  { invoiceRequest: InvoiceRequest | null; userErrors: GraphProblem[] }
>;

const kindName = (kind: HeaderKind): string =>
  ({
    ENTERPRISE: translate({ id: "header.enterprise", message: "企业" }),
    PERSON: translate({ id: "header.person", message: "个人" }),
    GOV: translate({ id: "header.gov", message: "机关事业单位" }),
  })[kind];

/** The buyer's header: who, and where the invoice goes. */
export function HeaderForm({ token, environment, request, onSent }: Props): JSX.Element {
  const english = useDocusaurusContext().i18n.currentLocale === "en";
  const [header, setHeader] = useState<Header>(EMPTY);
  const { busy, failure, run } = useChange();
  const form = useRef<HTMLFormElement>(null);
  const special = request.kind === "DIGITAL_SPECIAL";
  const kinds: HeaderKind[] = special ? ["ENTERPRISE", "GOV"] : ["ENTERPRISE", "PERSON", "GOV"];
  const company = header.kind !== "PERSON";
  const problems = failure?.problems ?? [];
  const whole = faultsOfWhole(problems);
  const set = (name: keyof Header) => (value: string) => setHeader({ ...header, [name]: value });
  const faults = (name: keyof Header) => ({ faults: faultsOf(problems, name) });

  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus();
  }, [failure]);

  const send = () =>
    run(async (key) => {
      const { fillBuyerHeader } = await change<Answer>({
        environment,
        document: FILL_HEADER,
        anonymous: true,
        key,
        input: { token, header: sent(header) },
      });
      if (fillBuyerHeader.invoiceRequest) onSent(fillBuyerHeader.invoiceRequest);
    });

  return (
    <form
      ref={form}
      className={styles.form}
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset className={styles.kinds}>
        <legend>
          <Translate id="header.kind">抬头类型</Translate>
        </legend>
        {kinds.map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              checked={header.kind === kind}
              onChange={() => setHeader({ ...header, kind })}
            />
            <span>{kindName(kind)}</span>
          </label>
        ))}
      </fieldset>
      {faultsOf(problems, "kind").map(({ code, message, messageEn }) => (
        <p key={code} className={field.fault}>
          {english ? (messageEn ?? message) : message}
        </p>
      ))}
      <div>
        <Field
          label={
            company
              ? translate({ id: "header.name", message: "单位名称" })
              : translate({ id: "header.personName", message: "姓名" })
          }
          value={header.name}
          onChange={set("name")}
          maxLength={100}
          autoComplete={company ? "organization" : "name"}
          required
          {...faults("name")}
        />
        {header.kind === "ENTERPRISE" && (
          <CompanySearch
            environment={environment}
            typed={header.name}
            onChoose={({ name, tin }) => setHeader({ ...header, name, tin })}
          />
        )}
      </div>
      {company && (
        <Field
          label={translate({ id: "header.tin", message: "纳税人识别号" })}
          hint={
            header.kind === "GOV" && !special
              ? translate({ id: "header.tinOptional", message: "没有的可以不填" })
              : ""
          }
          value={header.tin}
          onChange={set("tin")}
          maxLength={30}
          required={header.kind === "ENTERPRISE" || special}
          {...faults("tin")}
        />
      )}
      <Field
        label={translate({ id: "header.email", message: "接收发票的邮箱（选填）" })}
        type="email"
        value={header.email}
        onChange={set("email")}
        autoComplete="email"
        {...faults("email")}
      />
      <Field
        label={translate({ id: "header.mobile", message: "接收通知的手机（选填）" })}
        type="tel"
        value={header.mobile}
        onChange={set("mobile")}
        autoComplete="tel-national"
        {...faults("mobile")}
      />
      {company && (
        <details className={styles.more}>
          <summary>
            <Translate id="header.more">地址、电话、开户行（选填）</Translate>
          </summary>
          <div className={styles.form}>
            <Field
              label={translate({ id: "header.address", message: "地址" })}
              value={header.address}
              onChange={set("address")}
              maxLength={100}
              {...faults("address")}
            />
            <Field
              label={translate({ id: "header.phone", message: "电话" })}
              type="tel"
              value={header.phone}
              onChange={set("phone")}
              maxLength={30}
              {...faults("phone")}
            />
            <Field
              label={translate({ id: "header.bankName", message: "开户行" })}
              value={header.bankName}
              onChange={set("bankName")}
              maxLength={80}
              {...faults("bankName")}
            />
            <Field
              label={translate({ id: "header.bankAccount", message: "银行账号" })}
              value={header.bankAccount}
              onChange={set("bankAccount")}
              maxLength={32}
              inputMode="decimal"
              {...faults("bankAccount")}
            />
          </div>
        </details>
      )}
      {failure && (whole.length > 0 || problems.length === 0) && (
        <Failure failure={new GraphFailure(whole, failure.requestId)} />
      )}
      <button type="submit" className={`${ui.primary} ${styles.send}`} disabled={busy}>
        {busy
          ? translate({ id: "header.sending", message: "正在提交…" })
          : translate({ id: "header.send", message: "提交给销方" })}
      </button>
      <p className={ui.caption}>
        <Translate id="header.privacy">邮箱和手机号只用于交付发票，90 天后删除。</Translate>
      </p>
    </form>
  );
}
