import type { PlanNode, QueryPlan } from "@graphql-hive/router-query-planner";
import { batchFetch, entityFetch } from "./entity-fetch.ts";
import { Fetch, type Gathering, type Graph, rootFetch, type Step } from "./fetch.ts";

/** A plan ready to run. */
export interface CompiledPlan {
  /** Gathers everything; for a subscription, everything an event lacks. */
  gather: Step;
  /** The source of events, for a subscription. */
  events: Fetch | undefined;
}

const NOTHING: Step = () => undefined;

/** Works out once what executing the plan does: documents parsed, paths and keys compiled, subgraphs looked up. */
export function compilePlan(graph: Graph, { node }: QueryPlan): CompiledPlan {
  if (!node) return { gather: NOTHING, events: undefined };
  const [first, ...rest] = node.kind === "Sequence" ? node.nodes : [node];
  if (first?.kind === "Subscription") {
    return {
      events: new Fetch(graph, first.primary),
      gather: inSequence(rest.map((one) => step(graph, one))),
    };
  }
  return { gather: step(graph, node), events: undefined };
}

function step(graph: Graph, node: PlanNode): Step {
  switch (node.kind) {
    case "Fetch":
      return rootFetch(graph, node);
    case "BatchFetch":
      return batchFetch(graph, node);
    case "Flatten":
      if (node.node.kind !== "Fetch") throw new Error(`a plan flattens a ${node.node.kind}`);
      return entityFetch(graph, node.node, node.path);
    case "Sequence":
      return inSequence(node.nodes.map((one) => step(graph, one)));
    case "Parallel":
      return inParallel(node.nodes.map((one) => step(graph, one)));
    case "Condition": {
      const yes = node.ifClause ? step(graph, node.ifClause) : NOTHING;
      const no = node.elseClause ? step(graph, node.elseClause) : NOTHING;
      return (gathering) => (gathering.variables[node.condition] === true ? yes(gathering) : no(gathering));
    }
    default:
      throw new Error(`a plan has a ${node.kind} where none is known`);
  }
}

function inSequence(steps: readonly Step[]): Step {
  if (steps.length === 1) return steps[0] as Step;
  const from = (index: number, gathering: Gathering): void | Promise<void> => {
    for (let at = index; at < steps.length; at++) {
      const pending = (steps[at] as Step)(gathering);
      if (pending) return at + 1 < steps.length ? pending.then(() => from(at + 1, gathering)) : pending;
    }
  };
  return (gathering) => from(0, gathering);
}

const inParallel =
  (steps: readonly Step[]): Step =>
  (gathering) => {
    let pending: Promise<void>[] | undefined;
    for (const one of steps) {
      const started = one(gathering);
      if (started) (pending ??= []).push(started);
    }
    if (pending) return pending.length === 1 ? pending[0] : Promise.all(pending).then(() => undefined);
  };
