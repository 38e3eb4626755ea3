import { translate } from "@docusaurus/Translate";
import type { JSX } from "react";
import { type PlatformStatus, usePlatformStatus } from "../platform/health.ts";
import styles from "./StatusLine.module.css";

const say = (state: PlatformStatus["state"]): string =>
  ({
    unknown: translate({ id: "status.unknown", message: "正在查询平台状态…" }),
    ok: translate({ id: "status.ok", message: "平台运行正常" }),
    degraded: translate({ id: "status.degraded", message: "部分服务受影响" }),
    away: translate({ id: "status.away", message: "暂时连不上平台" }),
  })[state];

/** One line with the platform's live state, from `/health`. */
export function StatusLine(): JSX.Element {
  const { state, version } = usePlatformStatus();
  return (
    <p className={styles.line} data-state={state} role="status">
      <span className={styles.dot} aria-hidden="true" />
      {say(state)}
      {version && <span className={styles.version}>{version}</span>}
    </p>
  );
}
