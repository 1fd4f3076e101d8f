import { Page } from '../../design/Page';
export default function PortfolioPage() { return <Page title='PortfolioPage'>…</Page>; }
