import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole, post, request } from './client';

type Schemas = components['schemas'];

export type Invoice = Schemas['Invoice'];
export type InvoiceRecord = Schemas['InvoiceRecord'];
export type InvoiceLine = Schemas['InvoiceLine'];
export type InvoiceFields = Schemas['InvoiceFields'];
export type InvoiceFile = Schemas['InvoiceFile'];
export type InvoiceImport = Schemas['InvoiceImport'];
export type SiteReturn = Schemas['SiteReturn'];

export const statuses = ['DRAFT', 'POSTED', 'SETTLED', 'CANCELLED'] as const;
export const directions = ['PAYABLE', 'RECEIVABLE'] as const;
export const kinds = ['CONSUMPTION', 'FEED_IN', 'FLEXIBILITY', 'CREDIT', 'OTHER'] as const;
export const lineKinds = ['ENERGY', 'DEMAND', 'EXPORT', 'FIXED', 'MINIMUM', 'PERCENTAGE', 'TAX', 'CREDIT', 'INDEX'] as const;

export interface InvoiceFilter {
  site: string;
  status: string;
  direction: string;
  text: string;
}

/** Invoices in sight, those issued last first. */
export function useInvoices({ site, status, direction, text }: InvoiceFilter) {
  return useInfiniteQuery({
    queryKey: ['invoices', 'list', site, status, direction, text],
    queryFn: ({ pageParam, signal }) =>
      get('/api/invoices', {
        query: {
          limit: 50, cursor: pageParam || undefined, site: site || undefined, text: text || undefined,
          status: statuses.find((s) => s === status), direction: directions.find((d) => d === direction),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

/** One invoice with its lines. */
export function useInvoice(id: string) {
  return useQuery({ queryKey: ['invoices', 'one', id], queryFn: ({ signal }) => get('/api/invoices/{id}', { id, signal }) });
}

export interface ReturnFilter {
  segment: string;
  region: string;
  from: string;
  to: string;
}

/** What sites return, all of them. */
export function useReturns({ segment, region, from, to }: ReturnFilter) {
  return useQuery({
    queryKey: ['invoices', 'roi', segment, region, from, to],
    queryFn: ({ signal }) => getWhole('/api/portfolio/roi', { query: { segment: segment || undefined, market_region: region || undefined, from, to }, signal }),
    enabled: from !== '' && to !== '',
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: ['invoices'] }) });
}

export interface Save {
  /** Makes a request that is sent again one and the same. */
  once: string;
  /** The draft that is written anew; null for a new one at the site. */
  of: Pick<Invoice, 'id' | 'version'> | null;
  site: string;
  fields: InvoiceFields;
}

/** Enters an invoice, or writes a draft anew under the version that was read. */
export function useSaveInvoice() {
  return useChange(({ once, of, site, fields }: Save) =>
    of
      ? request<InvoiceRecord>('PUT', `/api/invoices/${of.id}`, { version: of.version, ...fields })
      : request<InvoiceRecord>('POST', `/api/sites/${site}/invoices`, fields, once),
  );
}

export type Act = { act: 'post' } | { act: 'settle'; settled_on: string } | { act: 'cancel'; number?: string; issued_on?: string };

/** Posts, settles or cancels an invoice under the version that was read. */
export function useActOn(invoice: Pick<Invoice, 'id' | 'version'>) {
  return useChange(({ act, ...more }: Act) => post<InvoiceRecord>(`/api/invoices/${invoice.id}/${act}`, { version: invoice.version, ...more }));
}

/** Takes invoices from a file, or says what would become of it. */
export function useImportInvoices() {
  return useChange((file: InvoiceFile) => post<InvoiceImport>('/api/invoices/import', file));
}
