import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole, post, request } from './client';

type Schemas = components['schemas'];

export type OrgNode = Schemas['OrgNode'];
export type NodeKind = OrgNode['kind'];
export type Inventory = Schemas['Inventory'];
export type SiteRecord = Schemas['SiteRecord'];
export type AssetRecord = Schemas['AssetRecord'];
export type EVSERecord = Schemas['EVSERecord'];
export type ConnectionRecord = Schemas['ConnectionRecord'];
export type ConstraintRecord = Schemas['ConstraintRecord'];
export type ContractRecord = Schemas['ContractRecord'];
export type AllocationRecord = Schemas['AllocationRecord'];
export type ImportFile = Schemas['ImportFile'];
export type ImportReport = Schemas['ImportReport'];
export type ImportProblem = Schemas['ImportProblem'];

/** All places in sight, those nearer to the root first; what is archived too where asked for. */
export function useOrgNodes(archived: boolean) {
  return useQuery({
    queryKey: ['places', 'nodes', archived],
    queryFn: async ({ signal }) => {
      const { items } = await getWhole('/api/org-nodes', { query: { archived: archived || undefined }, signal });
      return items;
    },
  });
}

/** What stands at a site. */
export function useInventory(site: string, archived: boolean) {
  return useQuery({ queryKey: ['places', 'inventory', site, archived], queryFn: ({ signal }) => get('/api/sites/{id}/inventory', { id: site, query: { archived: archived || undefined }, signal }), enabled: site !== '' });
}

/** Contracts, the newest first, and what is promised under them. */
export async function readContracts(archived: boolean, signal?: AbortSignal): Promise<{ contracts: ContractRecord[]; allocations: AllocationRecord[] }> {
  const options = { query: { archived: archived || undefined }, ...(signal ? { signal } : {}) };
  const [contracts, allocations] = await Promise.all([getWhole('/api/contracts', options), getWhole('/api/allocations', options)]);
  return { contracts: contracts.items.sort((a, b) => b.starts_at.localeCompare(a.starts_at)), allocations: allocations.items };
}

/** Contracts in sight, with what of which asset is promised under them. */
export function useContracts(archived: boolean) {
  return useQuery({ queryKey: ['places', 'contracts', archived], queryFn: ({ signal }) => readContracts(archived, signal) });
}

/** What of an asset is promised, and the contracts it is promised under. */
export function usePromises(asset: string) {
  return useQuery({
    queryKey: ['places', 'promises', asset],
    queryFn: async ({ signal }) => {
      const [allocations, contracts] = await Promise.all([getWhole('/api/allocations', { query: { asset_or_contract: asset }, signal }), getWhole('/api/contracts', { query: { archived: true }, signal })]);
      return { allocations: allocations.items, contracts: contracts.items };
    },
  });
}

/** A change of places or of what stands there; all of it is asked for anew, also where it was refused. */
function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['places'] }), queries.invalidateQueries({ queryKey: ['sites'] })]),
  });
}

export interface NewNode {
  /** Makes a request that is sent again one and the same. */
  once: string;
  body: Schemas['NewOrgNode'];
}

export function useMakeNode() {
  return useChange(({ once, body }: NewNode) => request<OrgNode>('POST', '/api/org-nodes', body, once));
}

export type NodeChange =
  | { act: 'rename'; body: Schemas['OrgNodeChange'] }
  | { act: 'move'; body: Schemas['OrgNodeMove'] }
  | { act: 'archive'; body: Schemas['Archiving'] };

export function useChangeNode(id: string) {
  return useChange(({ act, body }: NodeChange) => {
    if (act === 'rename') return request<OrgNode>('PUT', `/api/org-nodes/${id}`, body);
    if (act === 'move') return request<OrgNode>('PUT', `/api/org-nodes/${id}/parent`, body);
    return request<OrgNode>('POST', `/api/org-nodes/${id}/archive`, body);
  });
}

export interface NodeMove {
  id: string;
  body: Schemas['OrgNodeMove'];
}

/** Moves any place, under the version that was read. */
export function useMoveNode() {
  return useChange(({ id, body }: NodeMove) => request<OrgNode>('PUT', `/api/org-nodes/${id}/parent`, body));
}

export interface ThingWrite {
  once: string;
  method: 'POST' | 'PUT';
  address: string;
  body: Record<string, unknown>;
}

/** Makes a thing, or says all of one anew under the version that was read. */
export function useWriteThing() {
  return useChange(({ once, method, address, body }: ThingWrite) => request<Record<string, unknown>>(method, address, body, method === 'POST' ? once : undefined));
}

export interface ImportJob {
  files: ImportFile[];
  dry: boolean;
}

/** Takes files over, or says what stands against it. */
export function useImport() {
  return useChange(({ files, dry }: ImportJob) => post<ImportReport>('/api/imports', { files, dry_run: dry }));
}
