import { configure } from '@testing-library/react';

// What a test of a page waits for comes at once, or late where the machine is busy: how late says nothing
// about the page.
configure({ asyncUtilTimeout: 60_000 });
