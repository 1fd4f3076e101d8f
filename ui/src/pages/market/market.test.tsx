import { render, screen } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { describe, expect, it } from 'vitest';
import Market from './Market';

describe('the market', () => {
  it('leads from one of its pages to the others, and says which is shown', async () => {
    const router = createMemoryRouter([{ path: '/market', Component: Market, children: [{ path: '*', element: <p>a page</p> }] }], { initialEntries: ['/market/invoices/4711'] });
    render(<RouterProvider router={router} />);
    expect(await screen.findByText('a page')).toBeTruthy();
    const links = screen.getAllByRole('link');
    expect(links.map((l) => l.getAttribute('href'))).toEqual(['/market/tariffs', '/market/prices', '/market/invoices', '/market/roi', '/market/balance-groups']);
    expect(links.filter((l) => l.getAttribute('aria-current') === 'page').map((l) => l.textContent)).toEqual(['Invoices']);
  });
});
