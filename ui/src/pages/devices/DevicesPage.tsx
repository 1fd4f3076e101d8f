import { Page } from '../../design/Page';
export default function DevicesPage() { return <Page title='DevicesPage'>…</Page>; }
