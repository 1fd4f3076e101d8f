import { Page } from '../../design/Page';
export default function EventsPage() { return <Page title='EventsPage'>…</Page>; }
