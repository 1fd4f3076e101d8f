import type { mapEn } from './map.en';

// German texts of der Karte der Standorte.
export const mapDe: Record<keyof typeof mapEn, string> = {
  'map.label': 'Karte der Standorte',
  'map.list': 'Standorte',
  'map.search': 'Name oder Adresse',
  'map.state': 'Zustand',
  'map.any_state': 'Jeder Zustand',
  'map.with_alarms': 'Mit offenen Alarmen',
  'map.sort': 'Reihenfolge',
  'map.sort.need': 'Was einen Blick braucht zuerst',
  'map.sort.name': 'Nach Namen',
  'map.sort.grid': 'Nach Netzleistung',
  'map.none': 'Kein Standort passt',
  'map.none_next': 'Filter zurücknehmen.',
  'map.unplaced.one': '{n} Standort hat keine Koordinaten und ist nicht auf der Karte: auf der Seite Orte eintragen.',
  'map.unplaced.other': '{n} Standorte haben keine Koordinaten und sind nicht auf der Karte: auf der Seite Orte eintragen.',
  'map.cluster.one': '{n} Standort',
  'map.cluster.other': '{n} Standorte',
  'map.zoom_in': 'Näher',
  'map.zoom_out': 'Weiter weg',
  'map.whole': 'Alle Standorte',
  'map.open': 'Auf {sites} zoomen',
  'map.source': 'Umrisse: Natural Earth, gemeinfrei',
};
