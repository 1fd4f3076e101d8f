import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole, post } from './client';

type Schemas = components['schemas'];

export type PriceProduct = Schemas['PriceProduct'];
export type EmissionMethod = Schemas['EmissionMethod'];
export type MarketPrice = Schemas['MarketPrice'];
export type EmissionFactor = Schemas['EmissionFactor'];
export type BeliefReport = Schemas['BeliefReport'];
export type PriceFile = Schemas['PriceFile'];
export type FactorFile = Schemas['FactorFile'];
export type ForecastPoint = Schemas['ForecastPoint'];

/** What time is asked about, in epoch milliseconds, and as of when; null is now. */
export interface Asked {
  from: number;
  to: number;
  asOf: number | null;
}

const iso = (at: number) => new Date(at).toISOString();

function times({ from, to, asOf }: Asked) {
  return { from: iso(from), to: iso(to), as_of: asOf === null ? undefined : iso(asOf) };
}

/** Every product that prices are known of. */
export function useProducts() {
  return useQuery({ queryKey: ['outlook', 'products'], queryFn: ({ signal }) => getWhole('/api/price-products', { signal }), select: (page) => page.items });
}

/** Every method that emission factors are known of. */
export function useMethods() {
  return useQuery({ queryKey: ['outlook', 'methods'], queryFn: ({ signal }) => getWhole('/api/emission-methods', { signal }), select: (page) => page.items });
}

/** Prices of a product, as they are or were believed. */
export function usePrices(p: PriceProduct, asked: Asked) {
  return useQuery({
    queryKey: ['outlook', 'prices', p.market_region, p.source, p.slot, asked],
    queryFn: ({ signal }) => getWhole('/api/prices', { query: { ...times(asked), region: p.market_region, source: p.source, slot: p.slot }, signal }),
    placeholderData: keepPreviousData,
    select: (page) => page.items,
  });
}

/** Emission factors by a method, as they are or were believed. */
export function useFactors(m: EmissionMethod, asked: Asked) {
  return useQuery({
    queryKey: ['outlook', 'factors', m.market_region, m.source, m.kind, m.method_id, m.method_version, asked],
    queryFn: ({ signal }) =>
      getWhole('/api/emission-factors', { query: { ...times(asked), region: m.market_region, source: m.source, kind: m.kind, method: m.method_id, version: m.method_version }, signal }),
    placeholderData: keepPreviousData,
    select: (page) => page.items,
  });
}

/** What is forecast of the power of a site's connection. */
export function useForecast(site: string, span: { from: number; to: number }) {
  return useQuery({
    queryKey: ['sites', site, 'forecast', span.from, span.to],
    queryFn: ({ signal }) => get('/api/sites/{id}/forecast', { id: site, query: { from: iso(span.from), to: iso(span.to), metric: 'ActivePower', limit: 1000 }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    select: (page) => page.items,
  });
}

function useBring<I>(address: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (file: I) => post<BeliefReport>(address, file),
    onSettled: () => queries.invalidateQueries({ queryKey: ['outlook'] }),
  });
}

/** Brings a file of prices, or says what would become of it. */
export function useBringPrices() {
  return useBring<PriceFile>('/api/prices/file');
}

/** Brings a file of emission factors, or says what would become of it. */
export function useBringFactors() {
  return useBring<FactorFile>('/api/emission-factors/file');
}
