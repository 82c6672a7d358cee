/** What a bound value is. Each dialect says how one is written. */
export type BoundType =
  | "site"
  | "sites"
  | "visitor"
  | "instant"
  | "zone"
  | "text"
  | "texts"
  | "rows"
  | "date"
  | "version"
  | "versions";

export interface BoundValue {
  readonly name: string;
  readonly type: BoundType;
  readonly value: unknown;
}

/** A statement and its bound values, in the order in which the text first needs them. Values never stand in the text. */
export interface BuiltQuery {
  readonly text: string;
  readonly values: readonly BoundValue[];
}

/** How an engine writes the place of a bound value; number counts from 1. */
export type Placeholder = (name: string, number: number, type: BoundType) => string;

/** Gives a value its place. The same value of the same type gets the same place: PostgreSQL refuses one that stands nowhere. */
export interface Binder {
  (type: BoundType, value: unknown): string;
  readonly values: readonly BoundValue[];
}

export function createBinder(dialect: { readonly placeholder: Placeholder }): Binder {
  const values: BoundValue[] = [];
  const places = new Map<string, string>();
  const bind = (type: BoundType, value: unknown) => {
    const key = `${type} ${JSON.stringify(value)}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const name = `p${values.length}`;
    values.push({ name, type, value });
    const place = dialect.placeholder(name, values.length, type);
    places.set(key, place);
    return place;
  };
  return Object.assign(bind, { values });
}
