/*
 * A subset of the official table of tax classes (商品和服务税收分类编码表): enough for what the platform's samples and examples
 * sell. The codes are from memory and from the domain's examples; load the official table before production.
 */

/** The digits of a class above the leaves, and its name. */
type Group = readonly [digits: string, name: string];
/** Digits, short name, name, and the percent general taxpayers apply; none where nothing is taxed. */
type Leaf = readonly [digits: string, shortName: string, name: string, rate: "13" | "9" | "6" | null];

const GROUPS: readonly Group[] = [
  ["1", "货物"],
  ["101", "农、林、牧、渔业类产品"],
  ["103", "食品、饮料、烟酒类产品"],
  ["106", "纸、印刷品及文教用品类产品"],
  ["107", "纺织、化学类产品"],
  ["108", "金属制品及日用杂品类产品"],
  ["109", "机械、设备类产品"],
  ["2", "劳务"],
  ["201", "加工、修理修配劳务"],
  ["3", "销售服务"],
  ["301", "交通运输服务"],
  ["302", "邮政服务"],
  ["303", "电信服务"],
  ["304", "现代服务"],
  ["305", "建筑服务"],
  ["306", "金融服务"],
  ["307", "生活服务"],
  ["4", "无形资产"],
  ["5", "不动产"],
  ["6", "未发生销售行为的不征税项目"],
];

const LEAVES: readonly Leaf[] = [
  ["101010102", "谷物", "稻谷", "9"],
  ["101011501", "蔬菜", "番茄", "9"],
  ["101011502", "蔬菜", "青菜", "9"],
  ["101011601", "水果", "猕猴桃", "9"],
  ["103020101", "乳制品", "液体乳", "13"],
  ["106010501", "纸制品", "复印纸", "13"],
  ["106020101", "印刷品", "图书", "9"],
  ["106020102", "软件", "软件产品", "13"],
  ["107010801", "纺织产品", "毛巾", "13"],
  ["107040201", "化学纤维", "涤纶长丝", "13"],
  ["108041201", "金属制品", "紧固件", "13"],
  ["108060102", "日用杂品", "劳保手套", "13"],
  ["108060201", "日用杂品", "保温杯", "13"],
  ["109011001", "通用设备", "数控机床", "13"],
  ["109012402", "通用设备", "减速机", "13"],
  ["109012503", "通用设备", "轴承", "13"],
  ["109040301", "电线电缆", "电力电缆", "13"],
  ["109051101", "计算机设备", "便携式计算机", "13"],
  ["109051107", "计算机外部设备", "显示器", "13"],
  ["109051302", "电子元件", "电容器", "13"],
  ["109051305", "电子元件", "印制电路板", "13"],
  ["201010101", "劳务", "加工劳务", "13"],
  ["201020101", "劳务", "修理修配劳务", "13"],
  ["301010201", "运输服务", "国内道路货物运输服务", "9"],
  ["302010101", "邮政服务", "邮政普遍服务", "9"],
  ["303010101", "电信服务", "基础电信服务", "9"],
  ["303020101", "电信服务", "增值电信服务", "6"],
  ["304020101", "研发和技术服务", "软件研发服务", "6"],
  ["304020102", "软件产品", "软件产品", "13"],
  ["304020301", "信息技术服务", "信息系统服务", "6"],
  ["304020302", "信息技术服务", "信息系统增值服务", "6"],
  ["304030301", "会展服务", "会议服务", "6"],
  ["304040201", "物流辅助服务", "仓储服务", "6"],
  ["304040202", "物流辅助服务", "装卸搬运服务", "6"],
  ["304050201", "经营租赁", "不动产经营租赁服务", "9"],
  ["304060101", "鉴证咨询服务", "认证服务", "6"],
  ["304060301", "鉴证咨询服务", "咨询服务", "6"],
  ["305010101", "建筑服务", "工程服务", "9"],
  ["305010301", "建筑服务", "修缮服务", "9"],
  ["306010101", "金融服务", "贷款服务", "6"],
  ["307040101", "餐饮服务", "餐饮服务", "6"],
  ["307040201", "住宿服务", "住宿服务", "6"],
  ["401010101", "无形资产", "专利技术", "6"],
  ["501010101", "不动产", "住宅", "9"],
  ["601", "预付卡", "预付卡销售", null],
  ["602", "预付卡", "销售自行开发的房地产项目预收款", null],
];

const whole = (digits: string) => digits.padEnd(19, "0");

/** The closest class above that is in the table. */
const above = (digits: string) =>
  GROUPS.map(([group]) => group)
    .filter((group) => group.length < digits.length && digits.startsWith(group))
    .sort((a, b) => b.length - a.length)[0];

/** The rows of the table, in force since the table was introduced. */
export const TAX_CLASSES = [
  ...GROUPS.map(([digits, name]) => ({ digits, name, shortName: name, leaf: false, rate: null })),
  ...LEAVES.map(([digits, shortName, name, rate]) => ({ digits, name, shortName, leaf: true, rate })),
].map(({ digits, rate, ...row }) => {
  const parent = above(digits);
  return {
    ...row,
    code: whole(digits),
    parentCode: parent ? whole(parent) : null,
    rateKey: rate && `vat.rate.${rate}`,
    validFrom: "2016-05-01",
  };
});
