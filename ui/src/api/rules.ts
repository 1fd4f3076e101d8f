import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, post, request } from './client';

type Schemas = components['schemas'];

export type AlarmRule = Schemas['AlarmRule'];
export type RuleDraft = Schemas['AlarmRuleDraft'];
export type RuleKind = RuleDraft['kind'];
export type RuleTrial = Schemas['AlarmRuleTrial'];
export type TrialAlarm = Schemas['TrialAlarm'];

export const ruleKinds: readonly RuleKind[] = ['THRESHOLD', 'RATE', 'ABSENCE', 'EXPRESSION'];

/** Rules by name; "" for those of every site. */
export function useRules(site: string) {
  return useInfiniteQuery({
    queryKey: ['rules', 'list', site],
    queryFn: ({ pageParam, signal }) => get('/api/rules', { query: { site: site || undefined, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 10_000,
  });
}

/** One rule as it is now. */
export async function readRule(id: string): Promise<AlarmRule> {
  return get('/api/rules/{id}', { id });
}

/** A change of rules, after which lists of rules and of events are asked for anew. */
function useRuleChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['rules'] }), queries.invalidateQueries({ queryKey: ['events'] })]),
  });
}

export interface RuleSave {
  /** Makes a new rule that is sent again one and the same. */
  once: string;
  /** The rule that is changed, in the version that was read; null for a new one. */
  of: Pick<AlarmRule, 'id' | 'version'> | null;
  draft: RuleDraft;
}

/** Keeps a new rule, or what a rule says now. */
export function useSaveRule() {
  return useRuleChange(({ once, of, draft }: RuleSave) =>
    of === null ? request<AlarmRule>('POST', '/api/rules', draft, once) : request<AlarmRule>('PUT', `/api/rules/${of.id}`, { ...draft, version: of.version }),
  );
}

export function useRemoveRule() {
  return useRuleChange(({ id, version }: Pick<AlarmRule, 'id' | 'version'>) => request<undefined>('DELETE', `/api/rules/${id}?version=${version}`));
}

/** What a rule would have done over the last 24 hours; keeps nothing. */
export function useTryRule() {
  return useMutation({ mutationFn: (draft: RuleDraft) => post<RuleTrial>('/api/rules/try', draft) });
}

/** What a rule says, without what is known of it. */
export function draftOf({ name, site_id, severity, enabled, kind, channel, above, below, hysteresis, for_seconds, window_seconds, expression, inputs }: AlarmRule): RuleDraft {
  return { name, site_id, severity, enabled, kind, channel, above, below, hysteresis, for_seconds, window_seconds, expression, inputs };
}
