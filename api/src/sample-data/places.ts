/** A city where sample taxpayers live: its districts are real, with their codes. */
export interface Place {
  city: string;
  province: string;
  districts: readonly (readonly [code: string, name: string])[];
  /** How many in a hundred of the sample live here. */
  share: number;
}

/** Five provinces; Shenzhen and Qingdao are separately planned cities, whose bureaus are of province level. */
export const PLACES: readonly Place[] = [
  {
    province: "浙江省",
    city: "杭州",
    share: 24,
    districts: [
      ["330102", "上城区"],
      ["330105", "拱墅区"],
      ["330106", "西湖区"],
      ["330108", "滨江区"],
      ["330109", "萧山区"],
      ["330110", "余杭区"],
    ],
  },
  {
    province: "江苏省",
    city: "南京",
    share: 12,
    districts: [
      ["320102", "玄武区"],
      ["320104", "秦淮区"],
      ["320105", "建邺区"],
      ["320106", "鼓楼区"],
    ],
  },
  {
    province: "江苏省",
    city: "苏州",
    share: 10,
    districts: [
      ["320505", "虎丘区"],
      ["320506", "吴中区"],
      ["320508", "姑苏区"],
    ],
  },
  {
    province: "广东省",
    city: "广州",
    share: 12,
    districts: [
      ["440103", "荔湾区"],
      ["440104", "越秀区"],
      ["440106", "天河区"],
      ["440111", "白云区"],
    ],
  },
  {
    province: "广东省",
    city: "深圳",
    share: 14,
    districts: [
      ["440303", "罗湖区"],
      ["440304", "福田区"],
      ["440305", "南山区"],
      ["440306", "宝安区"],
    ],
  },
  {
    province: "四川省",
    city: "成都",
    share: 16,
    districts: [
      ["510104", "锦江区"],
      ["510105", "青羊区"],
      ["510107", "武侯区"],
      ["510108", "成华区"],
    ],
  },
  {
    province: "山东省",
    city: "青岛",
    share: 12,
    districts: [
      ["370202", "市南区"],
      ["370203", "市北区"],
      ["370212", "崂山区"],
    ],
  },
];
