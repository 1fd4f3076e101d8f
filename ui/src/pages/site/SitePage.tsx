import { Page } from '../../design/Page';
export default function SitePage() { return <Page title='SitePage'>…</Page>; }
