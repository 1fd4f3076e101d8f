import { createContext, useContext } from 'react';
import type { Lexicon } from './explain';
import type { Assets } from './look';
import type { Known, Row } from './tree';
import type { Draft } from './useDraft';

/** What every part of the page speaks of. */
export interface Grid extends Known {
  id: string;
  zone: string;
  rows: readonly Row[];
  byID: ReadonlyMap<string, Row>;
  lexicon: Lexicon;
  assets: Assets;
  /** Opens a node beside the page; "" closes it. */
  look: (node: string) => void;
  /** Opens the explanation of a cycle; "" closes it. */
  read: (cycle: string) => void;
  /** The tree while it is being changed. */
  draft: Draft;
  may: { operate: boolean; configure: boolean };
}

export const GridContext = createContext<Grid | null>(null);

export function useGrid(): Grid {
  const grid = useContext(GridContext);
  if (!grid) throw new Error('a part of the page Microgrid stands outside of it');
  return grid;
}
