import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import type { CSSProperties, JSX } from "react";
import styles from "./home.module.css";

/** Evaluated per render, so that each language says it in its own words. */
const audiences = () => [
  {
    glyph: "商",
    hue: 214,
    name: translate({ id: "home.vendors.name", message: "软件服务商" }),
    text: translate({
      id: "home.vendors.text",
      message:
        "三分钟完成第一次调用。沙箱与生产同一套代码，自带样例企业；每次拒绝都说明原因、由谁处理、去哪里看。",
    }),
    link: translate({ id: "home.vendors.link", message: "从快速开始入手" }),
    to: "/docs/quick-start",
  },
  {
    glyph: "银",
    hue: 168,
    name: translate({ id: "home.banks.name", message: "银行与平台" }),
    text: translate({
      id: "home.banks.text",
      message:
        "用机构自己的密钥查验发票，结果带签名，离线可验。要用客户的涉税数据，先由客户授权，注明用途与期限。",
    }),
    link: translate({ id: "home.banks.link", message: "了解令牌与密钥" }),
    to: "/docs/concepts/tokens",
  },
  {
    glyph: "民",
    hue: 4,
    name: translate({ id: "home.taxpayers.name", message: "纳税人" }),
    text: translate({
      id: "home.taxpayers.text",
      message: "谁要看、看什么、看哪几个月、为什么，一页说清。逐项勾选，随时撤回，下一次调用即刻生效。",
    }),
    link: translate({ id: "home.taxpayers.link", message: "授权怎样运作" }),
    to: "/docs/concepts/consent",
  },
];

/** For whom the platform is, and the first page for each. */
export function Audiences(): JSX.Element {
  return (
    <section className={styles.section} aria-labelledby="audiences">
      <h2 id="audiences">
        <Translate id="home.audiences">为谁而建</Translate>
      </h2>
      <ul className={styles.cards}>
        {audiences().map(({ glyph, hue, name, text, link, to }) => (
          <li className={styles.card} key={to}>
            <span
              className={styles.glyph}
              style={{ "--hue": hue } as CSSProperties}
              aria-hidden="true"
              lang="zh-CN"
            >
              {glyph}
            </span>
            <h3>{name}</h3>
            <p>{text}</p>
            <Link className={styles.stretched} to={to}>
              {link}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
