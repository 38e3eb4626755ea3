import BrowserOnly from "@docusaurus/BrowserOnly";
import { translate } from "@docusaurus/Translate";
import Layout from "@theme/Layout";
import type { JSX } from "react";
import { ExplorerShell } from "../explorer/ExplorerShell.tsx";
import styles from "../explorer/explorer.module.css";

/** GraphiQL lives in the browser alone; the page around it is static. */
export default function ExplorerPage(): JSX.Element {
  return (
    <Layout
      title={translate({ id: "explorer.title", message: "API 调试台" })}
      description={translate({
        id: "explorer.description",
        message: "在浏览器里直接查询税务开放平台的联邦图。",
      })}
      noFooter
    >
      <BrowserOnly fallback={<main className={styles.page} aria-busy="true" />}>
        {() => <ExplorerShell />}
      </BrowserOnly>
    </Layout>
  );
}
