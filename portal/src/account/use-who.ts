import { useEffect, useState } from "react";
import { ask } from "../platform/graph.ts";
import type { Session } from "../platform/session.ts";
import { WHO_AM_I } from "./account.documents.ts";

/** The signed-in person as the platform shows people, masked, and the taxpayer they act for. */
export interface Who {
  taxpayerName: string;
  tin: string;
  personName: string | undefined;
  role: string | undefined;
}

interface Answer {
  myTaxpayer: {
    name: string;
    tin: string;
    roles:
      | { role: string; validTo: string | null; person: { id: string; nameMasked: string } | null }[]
      | null;
  } | null;
}

const asked = new Map<string, Promise<Who | undefined>>();

async function find({ environment, personId }: Session): Promise<Who | undefined> {
  const { myTaxpayer } = await ask<Answer>({ environment, document: WHO_AM_I });
  if (!myTaxpayer) return undefined;
  const { name, tin, roles } = myTaxpayer;
  const own = roles?.find(({ person, validTo }) => person?.id === personId && !validTo);
  return { taxpayerName: name, tin, personName: own?.person?.nameMasked, role: own?.role };
}

/** Asked once for each session, however many parts of the page want to know. */
export function useWho(session: Session | undefined): Who | undefined {
  const [who, setWho] = useState<Who>();
  useEffect(() => {
    setWho(undefined);
    if (!session) return;
    let alive = true;
    const key = `${session.environment} ${session.personId} ${session.taxpayerId}`;
    const answer = asked.get(key) ?? find(session);
    asked.set(key, answer);
    answer.then(
      (found) => alive && setWho(found),
      () => asked.delete(key),
    );
    return () => {
      alive = false;
    };
  }, [session]);
  return who;
}
