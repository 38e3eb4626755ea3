import type { AccessSheet, SheetField, SheetOperation } from "./access-sheet.ts";

/** An operation that goes by the same name before and after, and is no longer the same. */
export interface ChangedOperation {
  name: string;
  before: SheetOperation;
  after: SheetOperation;
  /** Coordinates it touches now and did not before. */
  addedFields: string[];
  removedFields: string[];
  addedScopes: string[];
  removedScopes: string[];
}

/** A field whose class, mask or scopes are no longer the same, for example after a change of the schema. */
export interface ChangedField {
  coordinate: string;
  before: SheetField;
  after: SheetField;
}

/** What a review has to look at. */
export interface SheetDifference {
  /**
   * Whether the app as a whole can do anything it could not before: an operation, a field or a scope more, a higher class,
   * a mask less. A field that moves from one operation to another widens nothing, but its operations are changed.
   */
  wider: boolean;
  addedOperations: SheetOperation[];
  removedOperations: SheetOperation[];
  changedOperations: ChangedOperation[];
  addedFields: SheetField[];
  removedFields: SheetField[];
  changedFields: ChangedField[];
  addedScopes: string[];
  removedScopes: string[];
}

/** The difference of two access sheets. An operation is known by its name; one without a name by its document. */
export function compareSheets(before: AccessSheet, after: AccessSheet): SheetDifference {
  const operations = matched(before.operations, after.operations, keyed(before.operations, after.operations));
  const fields = matched(before.fields, after.fields, ({ coordinate }) => coordinate);
  const scopes = matched(before.scopes, after.scopes, ({ scope }) => scope);
  const changedOperations = operations.both
    .filter(([a, b]) => a.hash !== b.hash || !same(a, b))
    .map(([a, b]) => ({
      name: b.name,
      before: a,
      after: b,
      addedFields: beyond(b.fields, a.fields),
      removedFields: beyond(a.fields, b.fields),
      addedScopes: beyond(b.scopes, a.scopes),
      removedScopes: beyond(a.scopes, b.scopes),
    }));
  const changedFields = fields.both
    .filter(([a, b]) => a.class !== b.class || a.mask !== b.mask || !same(a.scopes, b.scopes))
    .map(([a, b]) => ({ coordinate: b.coordinate, before: a, after: b }));
  return {
    wider:
      operations.added.length > 0 ||
      fields.added.length > 0 ||
      scopes.added.length > 0 ||
      changedFields.some(
        (changed) =>
          changed.after.class > changed.before.class ||
          (changed.before.mask !== undefined && changed.after.mask !== changed.before.mask),
      ),
    addedOperations: operations.added,
    removedOperations: operations.removed,
    changedOperations,
    addedFields: fields.added,
    removedFields: fields.removed,
    changedFields,
    addedScopes: scopes.added.map(({ scope }) => scope),
    removedScopes: scopes.removed.map(({ scope }) => scope),
  };
}

/** The same name may stand in several documents: such operations are known by the document as well. */
function keyed(...sheets: readonly SheetOperation[][]): (operation: SheetOperation) => string {
  const twice = new Set<string>();
  for (const operations of sheets) {
    const seen = new Set<string>();
    for (const { name } of operations) (seen.has(name) ? twice : seen).add(name);
  }
  return ({ name, hash }) => (name === "" || twice.has(name) ? `${name} ${hash}` : name);
}

function matched<T>(before: readonly T[], after: readonly T[], key: (item: T) => string) {
  const old = new Map(before.map((item) => [key(item), item]));
  const now = new Map(after.map((item) => [key(item), item]));
  return {
    added: after.filter((item) => !old.has(key(item))),
    removed: before.filter((item) => !now.has(key(item))),
    both: after.flatMap((item): [T, T][] => {
      const earlier = old.get(key(item));
      return earlier ? [[earlier, item]] : [];
    }),
  };
}

const beyond = (these: readonly string[], those: readonly string[]): string[] =>
  these.filter((one) => !those.includes(one));

/** Sheets are sorted and plain, so equal things are written alike. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
