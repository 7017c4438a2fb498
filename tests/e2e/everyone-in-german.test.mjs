import { everyone } from './lib/everyone.mjs'

everyone('de', 'de-DE')
