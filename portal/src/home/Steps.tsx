import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import type { JSX } from "react";
import styles from "./home.module.css";

const steps = () => [
  {
    title: translate({ id: "home.steps.start", message: "启动" }),
    text: translate({
      id: "home.steps.start.text",
      message: "一条命令：数据库、授权服务器、联邦网关、样例数据和本网站。",
    }),
    code: "npm start",
  },
  {
    title: translate({ id: "home.steps.ask", message: "查询" }),
    text: translate({ id: "home.steps.ask.text", message: "公开信息不用登录，贴一行 curl 就有回答。" }),
    code: '{ taxAuthority(code: "13301060000") { name } }',
  },
  {
    title: translate({ id: "home.steps.consent", message: "授权" }),
    text: translate({
      id: "home.steps.consent.text",
      message: "以沙箱里的样例人员登录，看一看纳税人看到的授权页。",
    }),
    code: "PAR · PKCE · DPoP",
  },
  {
    title: translate({ id: "home.steps.read", message: "读取" }),
    text: translate({
      id: "home.steps.read.text",
      message: "示例应用带着授权读取这家企业的发票，跨子图一次取回。",
    }),
    code: "npm run example -- read-my-invoices",
  },
];

/** From nothing to an app that reads consented data. */
export function Steps(): JSX.Element {
  return (
    <section className={styles.section} aria-labelledby="steps">
      <h2 id="steps">
        <Translate id="home.steps.heading">四步，从零到第一张授权发票</Translate>
      </h2>
      <ol className={styles.steps}>
        {steps().map(({ title, text, code }, index) => (
          <li key={title}>
            <span className={styles.number} aria-hidden="true">
              {index + 1}
            </span>
            <h3>{title}</h3>
            <p>{text}</p>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <Link className={styles.textLink} to="/docs/quick-start">
        <Translate id="home.steps.link">照着快速开始做一遍</Translate>
      </Link>
    </section>
  );
}
