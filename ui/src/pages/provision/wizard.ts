import { useSearchParams } from 'react-router';

/** The steps in their order. */
export const steps = ['site', 'edge', 'find', 'profile', 'test', 'asset', 'service'] as const;
export type Step = (typeof steps)[number];

/** What has been chosen so far. All of it stands in the address, so that a reload loses nothing. */
export interface Chosen {
  step: Step;
  site: string;
  edge: string;
  address: string;
  /** The order that scans, "" for none. */
  scan: string;
  unit: string;
  profile: string;
  /** The order that reads the device, "" for none. */
  look: string;
  /** The configuration that has the device, "" for none. */
  version: string;
  /** Keys of the assets that the device became. */
  assets: string;
}

export const names = ['site', 'edge', 'address', 'scan', 'unit', 'profile', 'look', 'version', 'assets'] as const;

/** What each step has chosen and must be chosen anew where it is gone back to. */
const chosenBy: Record<Step, readonly (typeof names)[number][]> = {
  site: ['site'],
  edge: ['edge'],
  find: ['address', 'scan', 'unit'],
  profile: ['profile'],
  test: ['look'],
  asset: ['version', 'assets'],
  service: [],
};

/** What the address says; a step that lacks what comes before it is the first that is not done. */
export function chosenOf(search: URLSearchParams): Chosen {
  const said = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Omit<Chosen, 'step'>;
  const wanted = steps.find((s) => s === search.get('step')) ?? 'service';
  const needs: readonly [Step, boolean][] = [
    ['site', said.site !== ''],
    ['edge', said.edge !== ''],
    ['find', said.scan !== '' && said.unit !== ''],
    ['profile', said.profile !== ''],
    ['test', said.look !== ''],
    ['asset', said.version !== ''],
  ];
  const open = needs.find(([, done]) => !done)?.[0] ?? 'service';
  return { ...said, step: steps.indexOf(wanted) < steps.indexOf(open) ? wanted : open };
}

/** The step before, and the choices without those of the steps from there on that are asked again. */
export function backFrom(chosen: Chosen): Partial<Chosen> {
  const before = steps[Math.max(0, steps.indexOf(chosen.step) - 1)] ?? 'site';
  const anew: Partial<Chosen> = { step: before };
  for (const step of steps.slice(steps.indexOf(before) + 1)) for (const name of chosenBy[step]) anew[name] = '';
  return anew;
}

/** The wizard's choices and the ways to change them. */
export function useWizard() {
  const [search, setSearch] = useSearchParams();
  const chosen = chosenOf(search);
  const set = (next: Partial<Chosen>) => {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(next)) {
          if (value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: next.step === undefined },
    );
  };
  return { chosen, set, back: () => set(backFrom(chosen)) };
}

export type Wizard = ReturnType<typeof useWizard>;
