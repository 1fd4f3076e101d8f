import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../design/fonts.css';
import { PanelApp } from './PanelApp';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PanelApp />
  </StrictMode>,
);
