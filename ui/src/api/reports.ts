import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, post } from './client';

type Schemas = components['schemas'];

export type Subject = Schemas['Subject'];
export type ReportVersion = Schemas['ReportVersion'];
export type FullReport = Schemas['FullReport'];
export type Report = Schemas['Report'];
export type Figures = Schemas['Figures'];
export type Subspan = Schemas['Subspan'];
export type SiteFigures = Schemas['SiteFigures'];
export type Gap = Schemas['Gap'];
export type Period = Report['period'];

/** What reports can be about: nodes of the organisation first, then sites. */
export function useSubjects() {
  return useQuery({
    queryKey: ['report-subjects'],
    queryFn: ({ signal }) => get('/api/report-subjects', { signal }),
    select: (answer) => answer.items,
  });
}

/** Versions of reports, newest first. */
export function useReports() {
  return useInfiniteQuery({
    queryKey: ['reports'],
    queryFn: ({ pageParam, signal }) => get('/api/reports', { query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

/** One version with its figures; "" asks for none. What a version says never changes, whether a later one replaces it may. */
export function useReport(id: string) {
  return useQuery({ queryKey: ['reports', id], queryFn: ({ signal }) => get('/api/reports/{id}', { id, signal }), enabled: id !== '' });
}

/** Runs a report; the list and what was replaced are asked for anew. */
export function useRunReport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: Schemas['ReportRequest']) => post<Schemas['ReportRun']>('/api/reports', request),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['reports'] }),
  });
}
