import Translate, { translate } from "@docusaurus/Translate";
import type { JSX } from "react";
import { minute, money } from "../platform/words.ts";
import type { Face, FaceParty } from "./verified.ts";
import styles from "./verify.module.css";
import { kindName } from "./verify-words.ts";

/** The face of an invoice, laid out as on the invoice. */
export function FaceView({ face }: { face: Face }): JSX.Element {
  return (
    <section className={styles.face} aria-label={translate({ id: "face.title", message: "票面信息" })}>
      <h3>{kindName(face.kind)}</h3>
      {face.sign === "RED" && (
        <p className={styles.red}>
          <Translate id="face.red">红字发票：金额为负，冲减原发票</Translate>
        </p>
      )}
      <dl className={styles.facts}>
        {face.code && <Fact term={translate({ id: "face.code", message: "发票代码" })} value={face.code} />}
        <Fact term={translate({ id: "face.number", message: "发票号码" })} value={face.number} />
        <Fact term={translate({ id: "face.issuedAt", message: "开票时间" })} value={minute(face.issuedAt)} />
      </dl>
      <div className={styles.parties}>
        <Party title={translate({ id: "face.buyer", message: "购买方" })} party={face.buyer} />
        <Party title={translate({ id: "face.seller", message: "销售方" })} party={face.seller} />
      </div>
      <dl className={styles.amounts}>
        <Fact term={translate({ id: "face.amount", message: "金额" })} value={money(face.amount)} />
        <Fact term={translate({ id: "face.tax", message: "税额" })} value={money(face.taxAmount)} />
        <Fact term={translate({ id: "face.total", message: "价税合计" })} value={money(face.total)} />
      </dl>
      <p className={styles.words} lang="zh-CN">
        {face.totalInWords}
      </p>
    </section>
  );
}

const Fact = ({ term, value }: { term: string; value: string }): JSX.Element => (
  <div>
    <dt>{term}</dt>
    <dd>{value}</dd>
  </div>
);

function Party({ title, party }: { title: string; party: FaceParty }): JSX.Element {
  const { name, tin, address, phone, bank, bankAccount } = party;
  const facts = [
    [translate({ id: "face.tin", message: "纳税人识别号" }), tin],
    [translate({ id: "face.address", message: "地址、电话" }), [address, phone].filter(Boolean).join(" ")],
    [translate({ id: "face.bank", message: "开户行及账号" }), [bank, bankAccount].filter(Boolean).join(" ")],
  ] as const;
  return (
    <section>
      <h4>{title}</h4>
      <p lang="zh-CN">
        <strong>{name}</strong>
      </p>
      <dl>{facts.map(([term, value]) => (value ? <Fact key={term} term={term} value={value} /> : null))}</dl>
    </section>
  );
}
