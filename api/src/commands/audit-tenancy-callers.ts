import { type GraphQLSchema, isObjectType } from "graphql";
import { anonymous, type Caller } from "../platform/caller.ts";
import { VICTIM } from "./audit-tenancy-canaries.ts";

/** Someone who must not see the planted values when asking for this field. */
export interface Stranger {
  name: string;
  /** It may not change anything of the victim's either: of the taxpayer's own apps that is not so. */
  changes: boolean;
  /** The caller as it asks for a field, by its coordinate. Made once for each set of scopes, as tokens are. */
  asking(root: string, coordinate: string): Caller;
}

const OTHER = {
  taxpayerId: "tp_018f0000-0000-7000-8000-0000000000b2",
  personId: "pn_018f0000-0000-7000-8000-0000000000b2",
  appId: "app_018f0000-0000-7000-8000-0000000000b2",
  consentId: "cst_018f0000-0000-7000-8000-0000000000b2",
} as const;
const LAWFUL = { purpose: "BOOKKEEPING", periodFrom: "2020-01-01", periodTo: "2030-12-31" } as const;
const SURE = { acr: "L3", authenticatedAt: 4_000_000_000 } as const;

/** Those who may see the planted values: the taxpayer by an app that may do everything and in the portal, and an officer of its area. */
export const owners = (scopes: readonly string[], consentId: string): Caller[] => [
  { ...owner(scopes, consentId), ...SURE },
  { ...owner(scopes, consentId), ...SURE, purpose: "OWN_USE" },
  {
    kind: "OFFICER",
    personId: VICTIM.personId,
    postId: "pst_018f0000-0000-7000-8000-0000000000a1",
    officeSessionId: "ofs_018f0000-0000-7000-8000-0000000000a1",
    authorityCode: VICTIM.authorityCode,
    caseNo: "C-1",
    scopes,
    ...SURE,
  },
];

const owner = (scopes: readonly string[], consentId: string): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  taxpayerId: VICTIM.taxpayerId,
  personId: VICTIM.personId,
  appId: VICTIM.appId,
  consentId,
  scopes,
  ...LAWFUL,
});

/** Every role, with as much as it can ever have. */
export function strangers(schema: GraphQLSchema, scopes: readonly string[], consentId: string): Stranger[] {
  const forTaxpayers = scopes.filter((scope) => !/^(officer|review):/.test(scope));
  const always = (name: string, caller: Caller): Stranger => ({ name, changes: true, asking: () => caller });
  const whole = owner(forTaxpayers, consentId);
  const reduced = new Map<string, Caller>();
  const once = (key: string, make: () => Caller) => {
    if (!reduced.has(key)) reduced.set(key, make());
    return reduced.get(key)!;
  };
  const coordinates = coordinatesOf(schema);
  return [
    always("anonymous", anonymous("192.0.2.7")),
    always("app of another taxpayer", { ...whole, ...OTHER, ...SURE, scopes: forTaxpayers }),
    always("portal of another taxpayer", {
      ...whole,
      ...OTHER,
      ...SURE,
      scopes: forTaxpayers,
      purpose: "OWN_USE",
    }),
    always("institution", { kind: "APP", appId: OTHER.appId, scopes: forTaxpayers }),
    always("officer of another area", {
      kind: "OFFICER",
      personId: OTHER.personId,
      postId: "pst_018f0000-0000-7000-8000-0000000000b2",
      officeSessionId: "ofs_018f0000-0000-7000-8000-0000000000b2",
      authorityCode: "14400000000",
      caseNo: "C-1",
      scopes,
      ...SURE,
    }),
    always("same taxpayer, no scope", { ...whole, scopes: [] }),
    {
      name: "same taxpayer, all scopes but the field's",
      changes: false,
      asking(root, coordinate) {
        const own = neededBy(schema, coordinate);
        const needed = own.size > 0 ? own : neededBy(schema, root);
        return once(`scopes ${[...needed].sort()}`, () => ({
          ...whole,
          scopes: forTaxpayers.filter((scope) => !needed.has(scope)),
        }));
      },
    },
    {
      name: "same taxpayer, all fields but the field",
      changes: false,
      asking: (_, coordinate) =>
        once(`fields ${coordinate}`, () => ({
          ...whole,
          fields: coordinates.filter((other) => other !== coordinate),
        })),
    },
  ];
}

/** Every field of every type, but those of federation itself. */
export const coordinatesOf = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith("_")
      ? Object.keys(type.getFields())
          .filter((field) => !field.startsWith("_"))
          .map((field) => `${type.name}.${field}`)
      : [],
  );

/** Every scope that any of the alternatives of a field or its type names. */
export function neededBy(schema: GraphQLSchema, coordinate: string): Set<string> {
  const [typeName = "", fieldName = ""] = coordinate.split(".");
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return new Set();
  const nodes = [type.astNode, ...type.extensionASTNodes, type.getFields()[fieldName]?.astNode];
  return new Set(
    nodes
      .flatMap((node) => node?.directives ?? [])
      .filter(({ name }) => name.value === "requiresScopes")
      .flatMap(({ arguments: args = [] }) => args)
      .flatMap(({ value }) => (value.kind === "ListValue" ? value.values : []))
      .flatMap((all) => (all.kind === "ListValue" ? all.values : []))
      .flatMap((scope) => (scope.kind === "StringValue" ? [scope.value] : [])),
  );
}
