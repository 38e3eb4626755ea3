import type { EventArgs, EventSubscriber } from "@mikro-orm/core";
import { refuse } from "./access.ts";
import type { Caller } from "./caller.ts";
import { classOf, isModel, metaOf } from "./model.ts";
import { owns } from "./owner.ts";
import { Refusal } from "./refusal.ts";

/** Refuses to store a row that is not the caller's: the ORM filters what is read, but would let A insert a row of B. */
export class OwnershipSubscriber implements EventSubscriber {
  beforeCreate = (change: EventArgs<object>) => this.#mine(change, change.entity);

  beforeUpdate = (change: EventArgs<object>) => {
    this.#mine(change, change.entity);
    this.#mine(change, change.changeSet?.originalEntity ?? change.entity);
  };

  beforeDelete = (change: EventArgs<object>) => this.#mine(change, change.entity);

  #mine({ em, entity }: EventArgs<object>, row: object) {
    const model = classOf(entity);
    if (!isModel(model)) return;
    const { owner } = metaOf(model);
    const caller = em.getFilterParams("owner") as Caller | undefined;
    if (owner && !owns(owner, row, caller ?? {})) throw new Refusal([refuse.CONSENT_REQUIRED]);
  }
}
