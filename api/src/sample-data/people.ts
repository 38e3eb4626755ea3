import { makeResidentId } from "../identifiers/resident-id.ts";
import type { Random } from "./random.ts";

const SURNAMES = [
  ..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤",
];
const GIVEN = [
  ..."伟芳娜敏静磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红建文云志强国庆晓海燕春梅婷雪慧鑫宇浩然子涵欣怡嘉俊凯思远梓晨若曦安宁立新永健秋月书瑶",
];

/** A person as the registry stores one. */
export interface SamplePerson {
  id: string;
  name: string;
  idType: string;
  idNo: string;
  phone: string;
  realNameLevel: "L1" | "L2" | "L3";
}

/** A Chinese name of two or three characters. */
export const personName = (random: Random): string =>
  random.pick(SURNAMES) + random.pick(GIVEN) + (random.perMille(720) ? random.pick(GIVEN) : "");

/** A grown-up of the region, with an identity number whose check character is right and a telephone number of a range that is not in use. */
export function makePerson(random: Random, id: string, region: string): SamplePerson {
  const born = new Date(Date.UTC(random.between(1962, 2001), random.int(12), random.between(1, 28)))
    .toISOString()
    .slice(0, 10);
  return {
    id,
    name: personName(random),
    idType: "201",
    idNo: makeResidentId(region, born, random.between(1, 999)),
    phone: `190000${random.digits(5)}`,
    realNameLevel: random.perMille(300) ? "L3" : "L2",
  };
}
