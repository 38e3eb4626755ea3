import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import type { CSSProperties, JSX } from "react";
import styles from "./home.module.css";

/** Evaluated per render, so that each language says it in its own words. */
const services = () => [
  {
    glyph: "验",
    hue: 204,
    name: translate({ id: "home.verify.name", message: "发票查验" }),
    text: translate({
      id: "home.verify.text",
      message: "照着票面填几项，就知道是真是假。不用登录，不用认图片，结果带平台签名。",
    }),
    link: translate({ id: "home.verify.link", message: "查验一张发票" }),
    to: "/verify",
  },
  {
    glyph: "奖",
    hue: 28,
    name: translate({ id: "home.lottery.name", message: "有奖发票" }),
    text: translate({
      id: "home.lottery.text",
      message: "每一次摇奖都先承诺种子、再封定名单，任何人都能在自己的浏览器里重算一遍。",
    }),
    link: translate({ id: "home.lottery.link", message: "验证一次摇奖" }),
    to: "/lottery",
  },
  {
    glyph: "我",
    hue: 150,
    name: translate({ id: "home.mine.name", message: "我的授权" }),
    text: translate({
      id: "home.mine.text",
      message: "哪个应用能看什么、看过什么，一条不少。不想再让谁看，点一下就停。",
    }),
    link: translate({ id: "home.mine.link", message: "看我的授权" }),
    to: "/my-consents",
  },
];

/** What anybody can do here without being a developer. */
export function Services(): JSX.Element {
  return (
    <section className={styles.section} aria-labelledby="services">
      <h2 id="services">
        <Translate id="home.services">人人可用</Translate>
      </h2>
      <ul className={styles.cards}>
        {services().map(({ glyph, hue, name, text, link, to }) => (
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
