import { useState } from 'react';
import { currentTopology, useSaveTopology, type DepotMicrogrid, type MicrogridNode } from '../../api/microgrid';
import { Problem } from '../../api/problem';
import { changesBetween, operationsBetween, type Change, type Trees } from './merge';

/** A tree that is being changed: what it began with, and what it is to become. */
interface Begun {
  version: number;
  base: readonly MicrogridNode[];
  nodes: readonly MicrogridNode[];
}

/** Somebody else's tree that stood in the way of an edit. */
export interface Conflict extends Trees {
  mineVersion: number;
  version: number;
}

export interface Draft {
  /** Null while nothing is being edited. */
  begun: Begun | null;
  changes: readonly Change[];
  conflict: Conflict | null;
  busy: boolean;
  problem: unknown;
  /** The version that was saved last; 0 before. */
  saved: number;
  begin: () => void;
  discard: () => void;
  change: (of: (nodes: readonly MicrogridNode[]) => readonly MicrogridNode[]) => void;
  save: () => void;
  /** Saves what both sides came to. */
  settle: (merged: readonly MicrogridNode[]) => void;
  /** Closes the conflict and goes on editing. */
  goOn: () => void;
}

/** Edits the tree on the page and saves it under the version it began with; who was overtaken sees both. */
export function useDraft(depot: DepotMicrogrid): Draft {
  const { microgrid_id: id, version } = depot.microgrid;
  const [begun, setBegun] = useState<Begun | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [saved, setSaved] = useState(0);
  const saving = useSaveTopology(id);
  const end = () => {
    setBegun(null);
    setConflict(null);
    setProblem(null);
  };
  const send = async (from: Begun) => {
    setProblem(null);
    try {
      const done = await saving.mutateAsync({ version: from.version, operations: operationsBetween(from.base, from.nodes) });
      end();
      setSaved(done.microgrid.version);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'TOPOLOGY_VERSION_CONFLICT') return setProblem(error);
      await overtaken(from).catch(setProblem);
    }
  };
  const overtaken = async (from: Begun) => {
    const theirs = await currentTopology(id);
    setBegun(from);
    setConflict({ base: from.base, mine: from.nodes, theirs: theirs.nodes, mineVersion: from.version, version: theirs.microgrid.version });
  };
  return {
    begun,
    conflict,
    busy: saving.isPending,
    problem,
    saved,
    changes: begun ? changesBetween(begun.base, begun.nodes) : [],
    begin: () => {
      setSaved(0);
      setBegun({ version, base: depot.nodes, nodes: depot.nodes });
    },
    discard: end,
    change: (of) => setBegun((was) => (was ? { ...was, nodes: of(was.nodes) } : was)),
    save: () => {
      if (begun) void send(begun);
    },
    settle: (merged) => {
      if (!conflict) return;
      setConflict(null);
      void send({ version: conflict.version, base: conflict.theirs, nodes: merged });
    },
    goOn: () => setConflict(null),
  };
}
