import Link from "@docusaurus/Link";
import Translate, { translate } from "@docusaurus/Translate";
import { type JSX, useEffect, useState } from "react";
import { download } from "../components/download.ts";
import { Failure } from "../components/Failure.tsx";
import ui from "../components/ui.module.css";
import { useEnvironment } from "../platform/environment.ts";
import { environmentName, minute } from "../platform/words.ts";
import { Checks } from "./Checks.tsx";
import { type CheckedDraw, checkDraw, type Tampering, tampered } from "./check-draw.ts";
import type { Draw } from "./draw.ts";
import { drawStatusName, tamperingName } from "./draw-words.ts";
import styles from "./lottery.module.css";
import { useDraw } from "./use-draw.ts";
import { Winners } from "./Winners.tsx";

const TAMPERINGS: readonly Tampering[] = ["none", "entry", "seed", "winner"];

/** A draw fetched and recomputed in this browser. */
export function DrawView({ number }: { number: string }): JSX.Element {
  const environment = useEnvironment();
  const [fetched, again] = useDraw(environment, number);
  if (fetched.state === "failed") return <Failure failure={fetched.failure} retry={again} />;
  if (fetched.state === "missing")
    return (
      <div className={ui.empty}>
        <h2>{translate({ id: "draw.missing", message: "没有编号为“{number}”的摇奖" }, { number })}</h2>
        <p>
          {translate(
            {
              id: "draw.missingText",
              message: "现在查的是{environment}。编号区分大小写和连字符，请照公告核对。",
            },
            { environment: environment ? environmentName(environment) : "" },
          )}
        </p>
        <Link className={ui.quiet} to="/lottery">
          <Translate id="draw.all">看全部摇奖</Translate>
        </Link>
      </div>
    );
  if (fetched.state === "draw") return <div className={ui.skeleton} aria-busy="true" />;
  const { draw } = fetched;
  return (
    <div className={styles.draw}>
      <header className={styles.drawHead}>
        <h2>{draw.number}</h2>
        <span className={styles.status} data-status={draw.status}>
          {drawStatusName(draw.status)}
        </span>
        <p>{draw.campaign?.name}</p>
      </header>
      <Milestones draw={draw} />
      {fetched.state === "entries" ? (
        <Progress got={fetched.got} of={draw.entryCount ?? 0} />
      ) : (
        <Recomputed draw={draw} entries={fetched.entries} />
      )}
    </div>
  );
}

/** Fetching the entries, for a long list page by page. */
function Progress({ got, of }: { got: number; of: number }): JSX.Element {
  return (
    <div className={styles.progress} role="status">
      <label>
        {translate(
          { id: "draw.fetching", message: "正在取参与名单：{got} / {of}" },
          { got: String(got), of: String(of) },
        )}
        <progress value={got} max={Math.max(of, 1)} />
      </label>
    </div>
  );
}

/** What was published when; the order is what makes the draw honest. */
function Milestones({ draw }: { draw: Draw }): JSX.Element {
  const steps = [
    [translate({ id: "draw.step.commit", message: "公布种子摘要" }), draw.committedAt],
    [translate({ id: "draw.step.cutoff", message: "报名截止" }), draw.cutoffAt],
    [translate({ id: "draw.step.close", message: "封定名单" }), draw.closedAt],
    [translate({ id: "draw.step.draw", message: "揭示种子、开奖" }), draw.drawnAt],
    [translate({ id: "draw.step.publish", message: "公布结果" }), draw.publishedAt],
  ] as const;
  return (
    <ol className={styles.milestones}>
      {steps.map(([name, at]) => (
        <li key={name} data-done={at !== null}>
          <span>{name}</span>
          {at ? (
            <time dateTime={at}>{minute(at)}</time>
          ) : (
            <span className={ui.caption}>
              <Translate id="draw.step.ahead">尚未进行</Translate>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function Recomputed({ draw, entries }: { draw: Draw; entries: readonly string[] }): JSX.Element {
  const [how, setHow] = useState<Tampering>("none");
  const [checked, setChecked] = useState<CheckedDraw>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let alive = true;
    const changed = tampered(draw, entries, how);
    checkDraw(changed.draw, changed.entries).then(
      (done) => alive && setChecked(done),
      () => alive && setBroken(true),
    );
    return () => {
      alive = false;
    };
  }, [draw, entries, how]);
  if (broken)
    return (
      <p className={ui.failure} role="alert">
        <Translate id="draw.noCrypto">
          这个浏览器不能计算摘要：请用 https 地址打开，或换一个浏览器。
        </Translate>
      </p>
    );
  if (!checked) return <div className={ui.skeleton} aria-busy="true" />;
  const save = () =>
    download(`${draw.number}.json`, [JSON.stringify({ draw, entries }, null, 1)], "application/json");
  return (
    <>
      {draw.status === "VOIDED" && (
        <p className={styles.voided}>
          <Translate id="draw.voidedText">这次摇奖已作废，不产生中奖结果。原因：</Translate>
          {draw.voidReason}
        </p>
      )}
      <Checks checked={checked} pretended={how !== "none"} count={entries.length} />
      <Winners draw={tampered(draw, entries, how).draw} computed={checked.winners} />
      {draw.status === "PUBLISHED" && (
        <fieldset className={styles.tamper}>
          <legend>
            <Translate id="tamper.title">要是有人动了手脚，会看到什么？</Translate>
          </legend>
          <p>
            <Translate id="tamper.text">
              在这里改一改（只改您浏览器里的副本），上面的验证会马上重算。
            </Translate>
          </p>
          <div className={styles.choices}>
            {TAMPERINGS.map((one) => (
              <label key={one}>
                <input type="radio" name="tamper" checked={how === one} onChange={() => setHow(one)} />
                <span>{tamperingName(one)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <section className={styles.own}>
        <h3>
          <Translate id="draw.own">不信这个网页？自己算</Translate>
        </h3>
        <p>
          <Translate id="draw.ownText">
            下载公布的全部数据，用任何语言重算。算法只用 SHA-256 和 HMAC-SHA-256：
          </Translate>
        </p>
        <pre>
          <code>{ALGORITHM}</code>
        </pre>
        <button type="button" className={ui.quiet} onClick={save}>
          <Translate id="draw.download">下载数据（JSON）</Translate>
        </button>
      </section>
    </>
  );
}

const ALGORITHM = `seedCommit  = SHA-256(seed)
entriesRoot = SHA-256(entries.join("\\n"))
ctr = 0, 1, 2, …
  v = first 8 bytes of HMAC-SHA-256(seed, number|entriesRoot|ctr)
  m = entries left;  v ≥ floor(2^64 / m) × m: next ctr
  draw and remove entries[v mod m]`;
