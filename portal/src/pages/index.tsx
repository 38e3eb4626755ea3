import { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import type { JSX } from "react";
import { Audiences } from "../home/Audiences.tsx";
import { ConsentSection } from "../home/ConsentSection.tsx";
import { Hero } from "../home/Hero.tsx";
import styles from "../home/home.module.css";
import { Services } from "../home/Services.tsx";
import { Steps } from "../home/Steps.tsx";

export default function Home(): JSX.Element {
  return (
    <Layout
      title={translate({ id: "home.title", message: "一张图，连接全部税务服务" })}
      description={translate({
        id: "home.description",
        message: "税务开放平台：纳税人授权后，应用通过一张联邦 GraphQL 图读取和办理涉税业务，不再索要密码。",
      })}
    >
      <main className={styles.page}>
        <Hero />
        <Audiences />
        <Services />
        <ConsentSection />
        <Steps />
      </main>
    </Layout>
  );
}
