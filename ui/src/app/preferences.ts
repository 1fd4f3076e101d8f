import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { languages, type Language } from '../i18n/translate';

interface Preferences {
  language: Language;
  /** False until a person has chosen: then the account's language may replace it. */
  languageChosen: boolean;
  lastSite: string | null;
  chooseLanguage: (language: Language) => void;
  suggestLanguage: (language: string) => void;
  visitSite: (site: string) => void;
}

function isLanguage(value: string): value is Language {
  return (languages as readonly string[]).includes(value);
}

function browserLanguage(): Language {
  const found = navigator.languages.map((l) => l.slice(0, 2)).find(isLanguage);
  return found ?? 'en';
}

/** What a person has chosen for this browser. The appearance is kept by MUI in the same place. */
export const usePreferences = create<Preferences>()(
  persist(
    (set, get) => ({
      language: browserLanguage(),
      languageChosen: false,
      lastSite: null,
      chooseLanguage: (language) => set({ language, languageChosen: true }),
      suggestLanguage: (language) => {
        if (!get().languageChosen && isLanguage(language)) set({ language });
      },
      visitSite: (lastSite) => set({ lastSite }),
    }),
    { name: 'ohmstead-preferences' },
  ),
);
