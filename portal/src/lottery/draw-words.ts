import { translate } from "@docusaurus/Translate";
import type { Check, Tampering } from "./check-draw.ts";
import type { DrawStatus } from "./draw.ts";

export const drawStatusName = (status: DrawStatus): string =>
  ({
    PLANNED: translate({ id: "draw.planned", message: "已计划" }),
    COMMITTED: translate({ id: "draw.committed", message: "种子摘要已公布" }),
    CLOSED: translate({ id: "draw.closed", message: "名单已封定" }),
    DRAWN: translate({ id: "draw.drawn", message: "已开奖，待公证" }),
    NOTARISED: translate({ id: "draw.notarised", message: "已公证，待公布" }),
    PUBLISHED: translate({ id: "draw.published", message: "已公布" }),
    VOIDED: translate({ id: "draw.voided", message: "已作废" }),
  })[status];

/** What a check asks. */
export const checkName = (name: Check["name"]): string =>
  ({
    SEED: translate({ id: "check.seed", message: "揭示的种子，就是事先承诺的那一个" }),
    ENTRIES: translate({ id: "check.entries", message: "参与名单，就是封定时的那一份" }),
    WINNERS: translate({ id: "check.winners", message: "中奖结果，由种子和名单唯一决定" }),
  })[name];

/** How it is answered. */
export const checkHow = (name: Check["name"]): string =>
  ({
    SEED: translate({
      id: "check.seedHow",
      message: "报名截止前公布了种子的 SHA-256。现在把揭示的种子再算一遍，必须相同。",
    }),
    ENTRIES: translate({
      id: "check.entriesHow",
      message: "揭示种子前公布了全部参与编号的 SHA-256。把名单逐条取来再算一遍，必须相同。",
    }),
    WINNERS: translate({
      id: "check.winnersHow",
      message: "用种子作密钥，对编号与名单摘要逐次计算 HMAC-SHA-256，依次抽出名次，必须与公布的一致。",
    }),
  })[name];

/** What it means when it does not fit. */
export const faultText = (name: Check["name"]): string =>
  ({
    SEED: translate({
      id: "check.seedFault",
      message: "不符：揭示的种子不是事先承诺的那一个，可能在看到名单后换过。",
    }),
    ENTRIES: translate({
      id: "check.entriesFault",
      message: "不符：取到的名单不是封定的那一份，有人被加入、删去或调换了次序。",
    }),
    WINNERS: translate({
      id: "check.winnersFault",
      message: "不符：公布的中奖结果不是由这份名单和这个种子算出来的。",
    }),
  })[name];

export const tamperingName = (how: Tampering): string =>
  ({
    none: translate({ id: "tamper.none", message: "不改动（公布的数据）" }),
    entry: translate({ id: "tamper.entry", message: "从名单删去一条" }),
    seed: translate({ id: "tamper.seed", message: "把种子改一位" }),
    winner: translate({ id: "tamper.winner", message: "换掉一等奖得主" }),
  })[how];
