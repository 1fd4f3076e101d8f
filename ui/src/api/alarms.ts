import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, post } from './client';

type Schemas = components['schemas'];

export type AlarmChange = Schemas['AlarmChange'];

/** What a person does to an alarm. */
export type AlarmAct =
  | { act: 'acknowledge'; body: Schemas['AlarmAcknowledgement'] }
  | { act: 'shelve'; body: Schemas['AlarmShelving'] }
  | { act: 'unshelve'; body: Schemas['AlarmUnshelving'] };

/** Handles an alarm; the lists of events and its history are asked for anew. */
export function useHandleAlarm(alarm: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ act, body }: AlarmAct) => post<Schemas['Event']>(`/api/alarms/${alarm}/${act}`, body),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['events'] }), queries.invalidateQueries({ queryKey: ['alarm', alarm] })]),
  });
}

/** The life of an alarm and of those of the same condition. */
export function useAlarmHistory(alarm: string) {
  return useQuery({
    queryKey: ['alarm', alarm, 'history'],
    queryFn: ({ signal }) => get('/api/alarms/{id}/history', { id: alarm, signal }),
  });
}
